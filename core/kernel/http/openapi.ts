import type { Middleware } from 'koa';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { z } from 'zod';
import type { Route } from './mount-api.ts';

const SECURITY = { 'booking-link': [{ bookingLink: [] }], session: [{ session: [] }] };

const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable, `noun.reason`' }),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

function operationOf({ name, endpoint }: Route, module: string) {
  const status = String(endpoint.status ?? (endpoint.response || endpoint.produces ? 200 : 204));
  const json =
    endpoint.preview && endpoint.response ? z.union([endpoint.response, endpoint.preview]) : endpoint.response;
  const content = json
    ? { content: { 'application/json': { schema: json } } }
    : endpoint.produces
      ? { content: { [endpoint.produces.split(';')[0]!]: { schema: z.string() } } }
      : {};
  return {
    operationId: `${module}.${name}`,
    tags: [module],
    summary: endpoint.summary,
    security:
      endpoint.access === 'public'
        ? []
        : endpoint.access === 'booking-link'
          ? SECURITY['booking-link']
          : SECURITY.session,
    requestParams: {
      ...(endpoint.params ? { path: endpoint.params as z.ZodObject } : {}),
      ...(endpoint.query ? { query: endpoint.query as z.ZodObject } : {}),
      ...(endpoint.kept ? { header: z.object({ 'If-None-Match': z.string().optional() }) } : {}),
      ...(endpoint.idempotent ? { header: z.object({ 'Idempotency-Key': z.string().max(200).optional() }) } : {}),
    },
    ...(endpoint.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: endpoint.body } } } }
      : {}),
    responses: {
      [status]: { description: 'Done', ...content },
      ...(endpoint.kept ? { '304': { description: 'As the ETag in If-None-Match says' } } : {}),
      default: { description: 'A problem', content: { 'application/problem+json': { schema: ProblemDocument } } },
    },
  };
}

/** OpenAPI 3.1 of the mounted routes, so that it cannot say anything the server does not do. */
export function printOpenApi(routes: readonly Route[], version: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/api/v1${route.endpoint.path.replace(/:(\w+)/g, '{$1}')}`;
    const module = route.endpoint.path.split('/')[1]!;
    paths[path] = { ...paths[path], [route.endpoint.method.toLowerCase()]: operationOf(route, module) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'BookMe', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        bookingLink: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of a booking link: opens that one booking',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-bookme',
          description: 'With X-CSRF-Token on every unsafe method',
        },
      },
    },
  });
}

/** Printed once, when first asked for. */
export function openApiRoute(routes: readonly Route[], version: string): Middleware {
  let text: string | undefined;
  return (ctx, next) => {
    if (ctx.path !== '/api/v1/openapi.json' || ctx.method !== 'GET') return next();
    text ??= JSON.stringify(printOpenApi(routes, version));
    ctx.type = 'application/json';
    ctx.set('cache-control', 'no-cache');
    ctx.body = text;
    return undefined;
  };
}
