import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName } from '../../src/functions.ts';
import { defaultFunction, type Route, routes } from '../../src/routes.ts';
import { acknowledge } from './acknowledge.ts';
import { PetsDomain } from './petsDomain.ts';
import type { PetsFunctions } from './petsFunctions.ts';
import type { Settings } from './settings.ts';

interface Props {
  functions: PetsFunctions;
  settings: Pick<Settings, 'auth' | 'cors' | 'domain' | 'throttle' | 'logDays'>;
}

/** The HTTP API with the routes of src/routes.ts. Its one stage is `$default`, so paths are the routes' own. */
export class PetsApi extends Construct {
  readonly api: HttpApi;
  readonly url: string;

  constructor(scope: Construct, id: string, { functions, settings }: Props) {
    super(scope, id);
    const { auth, cors, domain, throttle, logDays } = settings;
    this.api = new HttpApi(this, 'Api', {
      apiName: 'pets-service',
      createDefaultStage: false,
      disableExecuteApiEndpoint: domain !== undefined,
      ...(cors.origins.length > 0 && { corsPreflight: corsPreflight(cors) }),
    });
    this.addRoutes(functions, auth);

    const accessLogs = new LogGroup(this, 'AccessLogs', {
      // Groups under this prefix need no entry in the account's log resource policy, which is short (5,120 characters).
      logGroupName: `/aws/vendedlogs/${Stack.of(this).stackName}/api`,
      retention: logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    this.url = domain ? new PetsDomain(this, 'Domain', { domain, stage }).url : this.api.apiEndpoint;
  }

  private addRoutes(functions: PetsFunctions, auth: Settings['auth']): void {
    const integrations = new Map<FunctionName, HttpLambdaIntegration>();
    const integrationOf = (name: FunctionName) => {
      const integration = integrations.get(name) ?? new HttpLambdaIntegration(name, functions.get(name));
      integrations.set(name, integration);
      return integration;
    };
    const closed = authorizerOf(auth);
    const open = new HttpNoneAuthorizer();
    const isOpen = ({ scope }: Pick<Route, 'scope'>) => scope === null || auth.kind === 'none';

    for (const route of routes) {
      const { method, path, scope } = route;
      const created = new HttpRoute(this, `${method} ${path}`, {
        httpApi: this.api,
        routeKey: HttpRouteKey.with(path, method as HttpMethod),
        integration: integrationOf(route.function),
        authorizer: isOpen(route) ? open : closed,
        ...(auth.kind === 'jwt' && scope !== null && { authorizationScopes: [scope] }),
      });
      if (isOpen(route)) acknowledge(created, scope === null ? 'openRoute' : 'authNone');
    }
    const unmatched = new HttpRoute(this, 'Unmatched', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: integrationOf(defaultFunction),
      authorizer: open,
    });
    acknowledge(unmatched, 'openRoute');
  }
}

function authorizerOf(auth: Settings['auth']): IHttpRouteAuthorizer {
  switch (auth.kind) {
    case 'iam':
      return new HttpIamAuthorizer();
    case 'jwt':
      return new HttpJwtAuthorizer('Jwt', auth.issuer, { jwtAudience: auth.audience });
    case 'none':
      return new HttpNoneAuthorizer();
  }
}

/** API Gateway answers preflight requests itself, and sets these headers in place of whatever a function says. */
function corsPreflight({ origins, credentials }: Settings['cors']): CorsPreflightOptions {
  return {
    allowOrigins: origins,
    allowCredentials: credentials,
    allowMethods: [...new Set(routes.map(({ method }) => method as CorsHttpMethod))],
    allowHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'prefer',
      'traceparent',
      'x-correlation-id',
      'x-request-id',
      // With IAM, the signature's own.
      'x-amz-content-sha256',
      'x-amz-date',
      'x-amz-security-token',
    ],
    exposeHeaders: ['etag', 'link', 'location', 'preference-applied', 'retry-after', 'x-request-id'],
    maxAge: Duration.hours(1),
  };
}

/** What is logged of a request: who asked what, what came of it, and in which step time or a fault arose. */
const ACCESS_LOG = {
  time: '$context.requestTimeEpoch',
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  gatewayError: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  subject: '$context.authorizer.claims.sub',
  userArn: '$context.identity.userArn',
  sourceIp: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
};
