import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** An event of an API Gateway HTTP API, payload format 2.0, with whichever authorizer the stage has. */
export type GatewayEvent = APIGatewayProxyEventV2 & {
  requestContext: APIGatewayProxyEventV2['requestContext'] & {
    authorizer?: {
      jwt?: { claims: Record<string, unknown> };
      iam?: { userArn: string; cognitoIdentity?: { identityId?: string } | null };
    };
  };
};
