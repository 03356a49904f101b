import type { Finding } from '../eventStore/checkHistory.ts';
import { changeLine } from './addHistory.ts';
import { nextSteps } from './nextSteps.ts';
import { counted, inline, paint, print, printable } from './print.ts';

/** A table of nothing but faults needs no longer list. */
const MOST_SHOWN = 1_000;

/** Tells of the findings as they come; as JSON, with the result. */
export class Findings {
  readonly first: Finding[] = [];
  number = 0;
  private place = '';
  private readonly versions = new Map<string, { from: number; to: number }[]>();
  readonly json: boolean;
  private readonly print: (text: string) => void;

  constructor(json: boolean, printTo = print) {
    this.json = json;
    this.print = printTo;
  }

  add(finding: Finding): void {
    if (this.isKnown(finding)) return;
    if (this.number++ >= MOST_SHOWN) return;
    this.first.push(finding);
    if (this.json) return;
    const { streamId, version, fault, check, message, differences = [] } = finding;
    const place = `${paint('red', fault)}  ${paint('bold', `${printable(streamId)}${version === undefined ? '' : ` v${version}`}`)}`;
    if (place !== this.place) this.print(place);
    this.place = place;
    this.print(`    ${printable(message)} (${check})`);
    for (const difference of differences) this.print(changeLine(difference));
  }

  /** Whether the log says again of an event what was found without it: what happened once is told once. */
  private isKnown({ streamId, version, missing, check }: Finding): boolean {
    const known = this.versions.get(streamId) ?? [];
    if (check === 'log') return version !== undefined && known.some(({ from, to }) => from <= version && version <= to);
    const told = [...(version === undefined ? [] : [{ from: version, to: version }]), ...(missing ? [missing] : [])];
    if (told.length > 0) this.versions.set(streamId, [...known, ...told]);
    return false;
  }

  /** Prints the result: as JSON with `more`; else what was read, or `soundLines` where it is sound. */
  conclude(more: object, what: string, soundLines: string[]): void {
    const { number, first } = this;
    if (this.json) {
      this.print(inline({ ok: number === 0, ...more, findings: first.map(findingView), findingsTotal: number }));
      return;
    }
    if (number === 0) for (const line of [paint('green', `${what}: sound.`), ...soundLines]) this.print(line);
    else
      for (const line of ['', paint('red', `${what}: ${counted(number, 'finding')}.`), ...this.advice()])
        this.print(line);
  }

  /** How to read the findings, and what to do. */
  private advice(): string[] {
    const faults = [...new Set(this.first.map(({ fault }) => fault))];
    return [
      ...(this.first.some(({ differences }) => differences) ? ['~ field  what should be there -> what is there'] : []),
      ...faults.flatMap((fault) => [
        `${fault}: ${nextSteps[fault].what}`,
        `    See docs/runbook.md, "${nextSteps[fault].section}".`,
      ]),
    ];
  }
}

/** What an auditor reads calls the stream's id and its state by their names in the API. */
const findingView = ({ streamId, differences, ...finding }: Finding) => ({
  petId: streamId,
  ...finding,
  next: nextSteps[finding.fault].what,
  ...(differences && {
    differences: differences.map(({ pointer, ...others }) => ({
      pointer: pointer.replace(/^\/state(?=\/|$)/, '/pet'),
      ...others,
    })),
  }),
});
