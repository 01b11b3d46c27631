// Rendered by packages/edge from packages/contracts.

const accessToken = /^[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+(?![\s\S])/
const clockToleranceMs = 5000
const pseudonymFormat = { prefix: 'sub_', chars: 16 }
const fieldFaults = {
  required: 'is required',
  additionalProperties: 'is not a known field',
  type: 'must be of type {limit}',
  enum: 'must be one of: {limit}',
  pattern: 'is not in the required format',
  minLength: 'must have at least {limit} characters',
  maxLength: 'must have at most {limit} characters',
  passwordLength: 'must have {limit} characters',
  minItems: 'must have at least {limit} items',
  maxItems: 'must have at most {limit} items',
  minimum: 'must be at least {limit}',
  maximum: 'must be at most {limit}',
  empty: 'must not be empty',
  uniqueItems: 'must not repeat an item',
  totalChars: 'must have at most {limit} characters of text in total',
  totalBytes: 'must have at most {limit} bytes of text in total',
  after: 'must be after {limit}',
  requiredToSort: 'is required to sort by {limit}',
  words: 'must have at most {limit} words',
  taken: 'is already in use',
  common: 'is one that attackers try first. Choose another one.',
  invalid: 'is not valid',
}
const maxText = { chars: 8000, bytes: 20000 }

const endpoints = {
  'auth.sign-up': () => ({
    body: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          maxLength: 254,
          pattern: /^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/,
        },
      },
    },
  }),
  'auth.complete-sign-up': () => ({
    body: {
      type: 'object',
      properties: {
        token: { type: 'string', pattern: /^[A-Za-z0-9_\-]{43}(?![\s\S])/, kind: 'secret' },
        tenant: {
          type: 'object',
          properties: {
            slug: { type: 'string', pattern: /^[a-z][a-z0-9\-]{1,30}[a-z0-9](?![\s\S])/ },
            name: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
          },
        },
        name: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
        password: { type: 'string', minLength: 1, maxLength: 512, kind: 'secret' },
        refreshTokenIn: { enum: ['cookie', 'body'] },
      },
    },
  }),
  'auth.create-tenant': () => ({
    body: {
      type: 'object',
      properties: {
        slug: { type: 'string', pattern: /^[a-z][a-z0-9\-]{1,30}[a-z0-9](?![\s\S])/ },
        name: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
      },
    },
  }),
  'auth.sign-in': () => ({
    body: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          maxLength: 254,
          pattern: /^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/,
        },
        password: { type: 'string', minLength: 1, maxLength: 512, kind: 'secret' },
        deviceToken: {
          type: 'string',
          pattern: /^[A-Za-z0-9_\-]{22}\.[0-9]{10,11}\.[A-Za-z0-9_\-]{43}(?![\s\S])/,
          kind: 'secret',
        },
        refreshTokenIn: { enum: ['cookie', 'body'] },
      },
    },
  }),
  'auth.refresh': () => ({
    body: {
      type: 'object',
      properties: {
        refreshToken: { type: 'string', pattern: /^[A-Za-z0-9_\-]{43}(?![\s\S])/, kind: 'secret' },
        attemptId: {
          type: 'string',
          pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![\s\S])/,
          kind: 'secret',
        },
        tenantId: {
          type: 'string',
          pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\s\S])/,
        },
      },
    },
  }),
  'auth.sign-out': () => ({
    body: {
      type: 'object',
      properties: { refreshToken: { type: 'string', pattern: /^[A-Za-z0-9_\-]{43}(?![\s\S])/, kind: 'secret' } },
    },
  }),
  'auth.who-am-i': () => ({}),
  'auth.memberships': () => ({}),
  'auth.change-password': () => ({
    body: {
      type: 'object',
      properties: {
        password: { type: 'string', minLength: 1, maxLength: 512, kind: 'secret' },
        newPassword: { type: 'string', minLength: 1, maxLength: 512, kind: 'secret' },
      },
    },
  }),
  'auth.request-password-reset': () => ({
    body: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          maxLength: 254,
          pattern: /^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/,
        },
      },
    },
  }),
  'auth.complete-password-reset': () => ({
    body: {
      type: 'object',
      properties: {
        token: { type: 'string', pattern: /^[A-Za-z0-9_\-]{43}(?![\s\S])/, kind: 'secret' },
        newPassword: { type: 'string', minLength: 1, maxLength: 512, kind: 'secret' },
      },
    },
  }),
  'second-factor.read': () => ({}),
  'second-factor.enrol': () => ({
    body: {
      type: 'object',
      properties: { password: { type: 'string', minLength: 1, maxLength: 512, kind: 'secret' } },
    },
  }),
  'second-factor.confirm': () => ({
    body: {
      type: 'object',
      properties: {
        code: {
          type: 'string',
          maxLength: 40,
          pattern: /^[ \u00a0\u2009\u202f\-]*(?:[0-9][ \u00a0\u2009\u202f\-]*){6}(?![\s\S])/,
          kind: 'secret',
        },
      },
    },
  }),
  'second-factor.answer': () => ({
    body: {
      type: 'object',
      properties: {
        challenge: {
          type: 'string',
          maxLength: 1500,
          pattern: /^[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+(?![\s\S])/,
          kind: 'secret',
        },
        code: {
          type: 'string',
          maxLength: 40,
          pattern: /^[ \u00a0\u2009\u202f\-]*(?:(?:[0-9][ \u00a0\u2009\u202f\-]*){6}|(?:[0-9A-TV-Za-tv-z][ \u00a0\u2009\u202f\-]*){16})(?![\s\S])/,
          kind: 'secret',
        },
        refreshTokenIn: { enum: ['cookie', 'body'] },
      },
    },
  }),
  'second-factor.step-up': () => ({
    body: {
      type: 'object',
      properties: {
        code: {
          type: 'string',
          maxLength: 40,
          pattern: /^[ \u00a0\u2009\u202f\-]*(?:(?:[0-9][ \u00a0\u2009\u202f\-]*){6}|(?:[0-9A-TV-Za-tv-z][ \u00a0\u2009\u202f\-]*){16})(?![\s\S])/,
          kind: 'secret',
        },
      },
    },
  }),
  'second-factor.renew-codes': () => ({}),
  'second-factor.disable': () => ({}),
  'sessions.list': () => ({}),
  'sessions.end': () => ({}),
  'sessions.end-all': () => ({}),
  'members.list': () => ({
    query: {
      type: 'object',
      properties: {
        limit: { type: 'integer', minimum: 1, maximum: 100 },
        cursor: { type: 'string', pattern: /^[A-Za-z0-9_\-]{1,200}(?![\s\S])/ },
      },
    },
  }),
  'members.change': () => ({
    body: {
      type: 'object',
      properties: { role: { enum: ['owner', 'admin', 'member', 'partner'] }, disabled: { type: 'boolean' } },
    },
  }),
  'members.remove': () => ({}),
  'members.transfer-ownership': () => ({}),
  'members.leave': () => ({}),
  'invitations.list': () => ({
    query: {
      type: 'object',
      properties: {
        limit: { type: 'integer', minimum: 1, maximum: 100 },
        cursor: { type: 'string', pattern: /^[A-Za-z0-9_\-]{1,200}(?![\s\S])/ },
      },
    },
  }),
  'invitations.create': () => ({
    body: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          maxLength: 254,
          pattern: /^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/,
        },
        role: { enum: ['owner', 'admin', 'member', 'partner'] },
      },
    },
  }),
  'invitations.resend': () => ({}),
  'invitations.revoke': () => ({}),
  'invitations.look-up': () => ({
    body: {
      type: 'object',
      properties: { token: { type: 'string', pattern: /^[A-Za-z0-9_\-]{43}(?![\s\S])/, kind: 'secret' } },
    },
  }),
  'invitations.accept': () => ({
    body: {
      type: 'object',
      properties: {
        token: { type: 'string', pattern: /^[A-Za-z0-9_\-]{43}(?![\s\S])/, kind: 'secret' },
        name: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
        password: { type: 'string', minLength: 1, maxLength: 512, kind: 'secret' },
        code: {
          type: 'string',
          maxLength: 40,
          pattern: /^[ \u00a0\u2009\u202f\-]*(?:(?:[0-9][ \u00a0\u2009\u202f\-]*){6}|(?:[0-9A-TV-Za-tv-z][ \u00a0\u2009\u202f\-]*){16})(?![\s\S])/,
          kind: 'secret',
        },
        deviceToken: {
          type: 'string',
          pattern: /^[A-Za-z0-9_\-]{22}\.[0-9]{10,11}\.[A-Za-z0-9_\-]{43}(?![\s\S])/,
          kind: 'secret',
        },
        refreshTokenIn: { enum: ['cookie', 'body'] },
      },
    },
  }),
  'invitations.accept-signed-in': () => ({
    body: {
      type: 'object',
      properties: { token: { type: 'string', pattern: /^[A-Za-z0-9_\-]{43}(?![\s\S])/, kind: 'secret' } },
    },
  }),
  'api-keys.create': () => ({
    body: {
      type: 'object',
      properties: {
        name: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
        scopes: {
          type: 'array',
          maxItems: 4,
          items: { enum: ['orders:read', 'orders:write', 'orders:fulfil', 'members:read'] },
        },
        expiresInDays: { type: 'integer', minimum: 1, maximum: 365 },
      },
    },
  }),
  'api-keys.list': () => ({}),
  'api-keys.revoke': () => ({}),
  'orders.create': () => ({
    headers: {
      'idempotency-key': { type: 'string', pattern: /^(?:[A-Za-z0-9_\-]{8,64}|"[A-Za-z0-9_\-]{8,64}")(?![\s\S])/ },
    },
    body: {
      type: 'object',
      properties: {
        customerName: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
        customerEmail: {
          type: 'string',
          maxLength: 254,
          pattern: /^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/,
        },
        currency: { enum: ['CHF', 'EUR', 'GBP', 'USD'] },
        note: {
          type: 'string',
          pattern: /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*(?![\s\S])/,
          kind: 'text',
        },
        lines: {
          type: 'array',
          maxItems: 100,
          items: {
            type: 'object',
            properties: {
              sku: { type: 'string', pattern: /^[A-Za-z0-9][A-Za-z0-9._\-]{0,39}(?![\s\S])/ },
              description: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
              quantity: { type: 'integer', minimum: 1, maximum: 10000 },
              unitPriceMinor: { type: 'integer', minimum: 0, maximum: 1000000000 },
            },
          },
        },
      },
    },
  }),
  'orders.list': () => ({
    query: {
      type: 'object',
      properties: {
        status: { enum: ['draft', 'placed', 'paid', 'shipped', 'delivered', 'cancelled'] },
        currency: { enum: ['CHF', 'EUR', 'GBP', 'USD'] },
        createdFrom: {
          type: 'string',
          pattern: /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/,
        },
        createdBefore: {
          type: 'string',
          pattern: /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/,
        },
        sort: { enum: ['createdAt', '-createdAt', 'totalMinor', '-totalMinor'] },
        limit: { type: 'integer', minimum: 1, maximum: 100 },
        cursor: { type: 'string', pattern: /^[A-Za-z0-9_\-]{1,200}(?![\s\S])/ },
      },
    },
  }),
  'orders.search': () => ({
    query: {
      type: 'object',
      properties: { q: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' } },
    },
  }),
  'orders.read': () => ({}),
  'orders.change': () => ({
    headers: {
      'if-match': {
        type: 'string',
        pattern: /^(?:\*|(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"(?: ?, ?(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"){0,15})(?![\s\S])/,
      },
    },
    body: {
      type: 'object',
      properties: {
        customerName: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
        customerEmail: {
          type: 'string',
          maxLength: 254,
          pattern: /^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/,
        },
        currency: { enum: ['CHF', 'EUR', 'GBP', 'USD'] },
        note: {
          type: 'string',
          pattern: /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*(?![\s\S])/,
          kind: 'text',
        },
        lines: {
          type: 'array',
          maxItems: 100,
          items: {
            type: 'object',
            properties: {
              sku: { type: 'string', pattern: /^[A-Za-z0-9][A-Za-z0-9._\-]{0,39}(?![\s\S])/ },
              description: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' },
              quantity: { type: 'integer', minimum: 1, maximum: 10000 },
              unitPriceMinor: { type: 'integer', minimum: 0, maximum: 1000000000 },
            },
          },
        },
      },
    },
  }),
  'orders.move': () => ({
    headers: {
      'if-match': {
        type: 'string',
        pattern: /^(?:\*|(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"(?: ?, ?(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"){0,15})(?![\s\S])/,
      },
    },
    body: {
      type: 'object',
      properties: { to: { enum: ['draft', 'placed', 'paid', 'shipped', 'delivered', 'cancelled'] } },
    },
  }),
  'orders.history': () => ({
    query: {
      type: 'object',
      properties: {
        limit: { type: 'integer', minimum: 1, maximum: 100 },
        cursor: { type: 'string', pattern: /^[A-Za-z0-9_\-]{1,200}(?![\s\S])/ },
      },
    },
  }),
  'reports.create': () => ({
    body: {
      type: 'object',
      properties: {
        createdFrom: {
          type: 'string',
          pattern: /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/,
        },
        createdBefore: {
          type: 'string',
          pattern: /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/,
        },
      },
    },
  }),
  'reports.read': () => ({}),
  'tenant.read': () => ({}),
  'tenant.list-origins': () => ({}),
  'tenant.add-origin': () => ({
    body: {
      type: 'object',
      properties: { origin: { type: 'string', pattern: /^[^\u0000-\u001f\u007f]*(?![\s\S])/, kind: 'line' } },
    },
  }),
  'tenant.verify-origin': () => ({}),
  'tenant.remove-origin': () => ({}),
  'system.live': () => ({}),
  'system.ready': () => ({}),
  'system.keys': () => ({}),
  'system.openapi': () => ({}),
}

export default { accessToken, clockToleranceMs, pseudonymFormat, fieldFaults, maxText, endpoints }
