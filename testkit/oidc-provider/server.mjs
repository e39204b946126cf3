// A real authorization server for the end-to-end tests: oidc-provider with strict rotation, PKCE
// and opaque tokens, on a free port of 127.0.0.1. Services get signed tokens for the resource they
// name.
//
// Settings come as one JSON object in OIDC_PROVIDER_SETTINGS:
//   accessTokenSeconds  life of an access token
//   clients             client metadata as oidc-provider takes it
// What happens goes to standard output, one JSON object a line; the values of issued tokens are
// among it, because the tests search for them in places where they must not be.
// GET /log/mark/NAME writes a line of that name, so that a reader knows how far it has come.
// The server ends when its standard input does, so it cannot outlive the test that started it.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

import { MapAdapter } from './map-adapter.mjs';

const settings = JSON.parse(process.env.OIDC_PROVIDER_SETTINGS ?? '{}');
const DAY = 24 * 60 * 60;

// Standard output belongs to the events; what the library has to say goes to standard error.
console.info = console.error;
console.log = console.error;

const say = (event, fields) =>
  process.stdout.write(`${JSON.stringify({ event, time: new Date().toISOString(), ...fields })}\n`);
const hash = (token) => createHash('sha256').update(token).digest('hex');

function configuration() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    adapter: MapAdapter,
    clients: settings.clients ?? [],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    scopes: ['openid', 'offline_access', 'api'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource) => ({
          audience: resource,
          scope: '',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      revocation: { enabled: true },
    },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: settings.accessTokenSeconds ?? 900,
      AuthorizationCode: 60,
      ClientCredentials: 600,
      Grant: 30 * DAY,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 30 * DAY,
      Session: DAY,
    },
  };
}

// Login and consent are given at once, to the account that the login hint names. The hint
// "deny" stands for a user who refuses.
async function interact(provider, req, res) {
  const { params, prompt, session } = await provider.interactionDetails(req, res);
  const accountId = params.login_hint ?? 'alice';
  let result;
  if (accountId === 'deny') {
    result = { error: 'access_denied', error_description: 'the user refused' };
  } else if (prompt.name === 'login') {
    result = { login: { accountId } };
  } else {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope ?? 'openid');
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
}

function narrate(provider) {
  const presented = (ctx, outcome) => {
    const token = ctx.oidc?.params?.refresh_token;
    if (token && ctx.path === '/token') {
      say('presented', { hash: hash(token), outcome });
    }
  };
  provider.on('refresh_token.saved', (token) =>
    say('refresh_token.issued', {
      token: token.jti,
      hash: hash(token.jti),
      client: token.clientId,
      subject: token.accountId,
      grant: token.grantId,
      generation: (token.rotations ?? 0) + 1,
    }));
  provider.on('access_token.saved', (token) =>
    say('access_token.issued', { token: token.jti, grant: token.grantId }));
  provider.on('grant.success', (ctx) => {
    presented(ctx, 'rotated');
    say('grant.success', { type: ctx.oidc.params.grant_type });
  });
  provider.on('grant.error', (ctx, err) => {
    presented(ctx, err.error_detail === 'refresh token already used' ? 'reused' : 'rejected');
    say('grant.error', { error: err.error, detail: err.error_detail });
  });
  provider.on('grant.revoked', (_ctx, grant) => say('grant.revoked', { grant }));
  provider.on('server_error', (_ctx, err) => say('server_error', { detail: String(err) }));
}

function listen() {
  const server = createServer();
  server.listen(0, '127.0.0.1', () => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, configuration());
    narrate(provider);
    const answer = provider.callback();
    server.on('request', (req, res) => {
      if (req.method === 'POST' && req.url === '/token') {
        say('token.request', {});
      }
      if (req.url.startsWith('/log/mark/')) {
        say('mark', { name: req.url.slice('/log/mark/'.length) });
        res.writeHead(204).end();
      } else if (req.url.startsWith('/interaction/')) {
        interact(provider, req, res).catch((err) => {
          say('server_error', { detail: String(err) });
          res.writeHead(500).end();
        });
      } else {
        answer(req, res);
      }
    });
    say('ready', { issuer });
  });
}

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
listen();
