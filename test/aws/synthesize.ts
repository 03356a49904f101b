import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { addPets } from '../../infra/aws/addPets.ts';
import type { PetsStack } from '../../infra/aws/petsStack.ts';
import { type Settings, stages } from '../../infra/aws/settings.ts';

/** A resource of a CloudFormation template. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here
  Properties: any;
  DeletionPolicy?: string;
  DependsOn?: string[];
}
export interface Template {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
}

export type Stage = keyof typeof stages;

interface Synthesis {
  stack: PetsStack;
  template: Template;
}

interface Options {
  /** Settings that differ from the stage's. */
  settings?: Partial<Settings>;
  /** Adds to the stack before it is synthesized. */
  add?: (stack: PetsStack) => void;
  /** Runs CloudFormation's validation too, strictly. It takes 2 s to load in a process. */
  validate?: true;
}

/**
 * The template of a stage, made as the CDK CLI makes it: from the bundles in dist/, with the feature flags of cdk.json.
 * Throws where cdk-nag (or the validation) finds anything that is not acknowledged.
 */
export function synthesize(stage: Stage, options?: Options): Synthesis {
  if (options) return synthesized(stage, options);
  const known = asTheyAre.get(stage) ?? synthesized(stage);
  asTheyAre.set(stage, known);
  return known;
}

/** The stages as they are: tests only read them, so one of each is enough in a process. */
const asTheyAre = new Map<Stage, Synthesis>();

function synthesized(stage: Stage, { settings, add, validate }: Options = {}): Synthesis {
  process.env.CDK_VALIDATION = String(validate ?? false);
  const outdir = mkdtempSync(join(tmpdir(), 'pets-cdk-'));
  try {
    const app = new App({ context: cdkJson.context, outdir });
    const stack = addPets(app, stage, { ...stages[stage], ...settings });
    add?.(stack);
    return { stack, template: app.synth().getStackByName(stack.stackName).template };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The resources of a type. */
export function resourcesOf({ Resources }: Template, type: string): Resource[] {
  return Object.values(Resources).filter((resource) => resource.Type === type);
}

/** What a `Ref` or `Fn::GetAtt` names: the logical id, and the attribute if any. */
export function referenceOf(value: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return attribute ? attribute.join('.') : String(Ref);
}
