// Rendered by packages/edge from packages/contracts.

/** @type {typeof import('../njs/declared.js').default} */
const declared = {
  accessToken: /^[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+(?![\s\S])/,
  clockToleranceMs: 5000,
  pseudonymFormat: {
    prefix: "sub_",
    chars: 16,
  },
  fieldFaults: {
    required: "is required",
    additionalProperties: "is not a known field",
    type: "must be of type {limit}",
    enum: "must be one of: {limit}",
    pattern: "is not in the required format",
    minLength: "must have at least {limit} characters",
    maxLength: "must have at most {limit} characters",
    passwordLength: "must have {limit} characters",
    minItems: "must have at least {limit} items",
    maxItems: "must have at most {limit} items",
    minimum: "must be at least {limit}",
    maximum: "must be at most {limit}",
    empty: "must not be empty",
    uniqueItems: "must not repeat an item",
    totalChars: "must have at most {limit} characters of text in total",
    totalBytes: "must have at most {limit} bytes of text in total",
    after: "must be after {limit}",
    longPeriod: "must be at most {limit} days after the beginning of the period",
    requiredToSort: "is required to sort by {limit}",
    words: "must have at most {limit} words",
    taken: "is already in use",
    common: "is one that attackers try first. Choose another one.",
    invalid: "is not valid",
  },
  maxText: {
    chars: 8000,
    bytes: 20000,
  },
  endpoints: {
    'auth.sign-up': is => ({
      query: {},
      headers: {},
      body: is.object({
        email: is.sized(0, 254, is.string(/^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/)),
      }),
    }),
    'auth.complete-sign-up': is => ({
      query: {},
      headers: {},
      body: is.object({
        token: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
        tenant: is.object({
          slug: is.string(/^[a-z][a-z0-9\-]{1,30}[a-z0-9](?![\s\S])/),
          name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        }),
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        password: is.sized(1, 512, is.string(/^/)),
        refreshTokenIn: is.oneOf(["cookie", "body"]),
      }),
    }),
    'auth.create-tenant': is => ({
      query: {},
      headers: {},
      body: is.object({
        slug: is.string(/^[a-z][a-z0-9\-]{1,30}[a-z0-9](?![\s\S])/),
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
      }),
    }),
    'auth.sign-in': is => ({
      query: {},
      headers: {},
      body: is.object({
        email: is.sized(0, 254, is.string(/^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/)),
        password: is.sized(1, 512, is.string(/^/)),
        deviceToken: is.string(/^[A-Za-z0-9_\-]{22}\.[0-9]{10,11}\.[A-Za-z0-9_\-]{43}(?![\s\S])/),
        refreshTokenIn: is.oneOf(["cookie", "body"]),
      }),
    }),
    'auth.refresh': is => ({
      query: {},
      headers: {},
      body: is.object({
        refreshToken: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
        attemptId: is.string(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![\s\S])/),
        tenantId: is.string(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\s\S])/),
      }),
    }),
    'auth.sign-out': is => ({
      query: {},
      headers: {},
      body: is.object({
        refreshToken: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
      }),
    }),
    'auth.who-am-i': () => ({
      query: {},
      headers: {},
    }),
    'auth.memberships': () => ({
      query: {},
      headers: {},
    }),
    'auth.change-password': is => ({
      query: {},
      headers: {},
      body: is.object({
        password: is.sized(1, 512, is.string(/^/)),
        newPassword: is.sized(1, 512, is.string(/^/)),
      }),
    }),
    'auth.look-up-link': is => ({
      query: {},
      headers: {},
      body: is.object({
        purpose: is.oneOf(["sign-up", "password-reset", "email-change", "email-undo"]),
        token: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
      }),
    }),
    'auth.request-password-reset': is => ({
      query: {},
      headers: {},
      body: is.object({
        email: is.sized(0, 254, is.string(/^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/)),
      }),
    }),
    'auth.complete-password-reset': is => ({
      query: {},
      headers: {},
      body: is.object({
        token: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
        newPassword: is.sized(1, 512, is.string(/^/)),
      }),
    }),
    'auth.request-email-change': is => ({
      query: {},
      headers: {},
      body: is.object({
        newEmail: is.sized(0, 254, is.string(/^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/)),
        password: is.sized(1, 512, is.string(/^/)),
      }),
    }),
    'auth.complete-email-change': is => ({
      query: {},
      headers: {},
      body: is.object({
        token: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
      }),
    }),
    'auth.undo-email-change': is => ({
      query: {},
      headers: {},
      body: is.object({
        token: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
        newPassword: is.sized(1, 512, is.string(/^/)),
      }),
    }),
    'second-factor.read': () => ({
      query: {},
      headers: {},
    }),
    'second-factor.enrol': is => ({
      query: {},
      headers: {},
      body: is.object({
        password: is.sized(1, 512, is.string(/^/)),
      }),
    }),
    'second-factor.confirm': is => ({
      query: {},
      headers: {},
      body: is.object({
        code: is.sized(0, 40, is.string(/^[ \u00a0\u2009\u202f\-]*(?:[0-9][ \u00a0\u2009\u202f\-]*){6}(?![\s\S])/)),
      }),
    }),
    'second-factor.answer': is => ({
      query: {},
      headers: {},
      body: is.object({
        challenge: is.sized(0, 1500, is.string(/^[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+(?![\s\S])/)),
        code: is.sized(0, 40, is.string(/^[ \u00a0\u2009\u202f\-]*(?:(?:[0-9][ \u00a0\u2009\u202f\-]*){6}|(?:[0-9A-TV-Za-tv-z][ \u00a0\u2009\u202f\-]*){16})(?![\s\S])/)),
        refreshTokenIn: is.oneOf(["cookie", "body"]),
      }),
    }),
    'second-factor.step-up': is => ({
      query: {},
      headers: {},
      body: is.object({
        code: is.sized(0, 40, is.string(/^[ \u00a0\u2009\u202f\-]*(?:(?:[0-9][ \u00a0\u2009\u202f\-]*){6}|(?:[0-9A-TV-Za-tv-z][ \u00a0\u2009\u202f\-]*){16})(?![\s\S])/)),
      }),
    }),
    'second-factor.renew-codes': () => ({
      query: {},
      headers: {},
    }),
    'second-factor.disable': () => ({
      query: {},
      headers: {},
    }),
    'sessions.list': () => ({
      query: {},
      headers: {},
    }),
    'sessions.end': () => ({
      query: {},
      headers: {},
    }),
    'sessions.end-all': () => ({
      query: {},
      headers: {},
    }),
    'members.list': is => ({
      query: {
        limit: is.digits(1, 100),
        cursor: is.string(/^[A-Za-z0-9_\-]{1,200}(?![\s\S])/),
      },
      headers: {},
    }),
    'members.change': is => ({
      query: {},
      headers: {},
      body: is.object({
        role: is.oneOf(["owner", "admin", "member", "partner"]),
        disabled: is.boolean,
      }),
    }),
    'members.remove': () => ({
      query: {},
      headers: {},
    }),
    'members.transfer-ownership': () => ({
      query: {},
      headers: {},
    }),
    'members.leave': () => ({
      query: {},
      headers: {},
    }),
    'invitations.list': is => ({
      query: {
        limit: is.digits(1, 100),
        cursor: is.string(/^[A-Za-z0-9_\-]{1,200}(?![\s\S])/),
      },
      headers: {},
    }),
    'invitations.create': is => ({
      query: {},
      headers: {},
      body: is.object({
        email: is.sized(0, 254, is.string(/^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/)),
        role: is.oneOf(["owner", "admin", "member", "partner"]),
      }),
    }),
    'invitations.resend': () => ({
      query: {},
      headers: {},
    }),
    'invitations.revoke': () => ({
      query: {},
      headers: {},
    }),
    'invitations.look-up': is => ({
      query: {},
      headers: {},
      body: is.object({
        token: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
      }),
    }),
    'invitations.accept': is => ({
      query: {},
      headers: {},
      body: is.object({
        token: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        password: is.sized(1, 512, is.string(/^/)),
        code: is.sized(0, 40, is.string(/^[ \u00a0\u2009\u202f\-]*(?:(?:[0-9][ \u00a0\u2009\u202f\-]*){6}|(?:[0-9A-TV-Za-tv-z][ \u00a0\u2009\u202f\-]*){16})(?![\s\S])/)),
        deviceToken: is.string(/^[A-Za-z0-9_\-]{22}\.[0-9]{10,11}\.[A-Za-z0-9_\-]{43}(?![\s\S])/),
        refreshTokenIn: is.oneOf(["cookie", "body"]),
      }),
    }),
    'invitations.accept-signed-in': is => ({
      query: {},
      headers: {},
      body: is.object({
        token: is.string(/^[A-Za-z0-9_\-]{43}(?![\s\S])/),
      }),
    }),
    'service-accounts.create': is => ({
      query: {},
      headers: {},
      body: is.object({
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        scopes: is.array(4, is.oneOf(["orders:read", "orders:write", "orders:fulfil", "members:read"])),
      }),
    }),
    'service-accounts.list': () => ({
      query: {},
      headers: {},
    }),
    'service-accounts.change': is => ({
      query: {},
      headers: {},
      body: is.object({
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        scopes: is.array(4, is.oneOf(["orders:read", "orders:write", "orders:fulfil", "members:read"])),
        disabled: is.boolean,
      }),
    }),
    'service-accounts.remove': () => ({
      query: {},
      headers: {},
    }),
    'api-keys.create': is => ({
      query: {},
      headers: {},
      body: is.object({
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        scopes: is.array(4, is.oneOf(["orders:read", "orders:write", "orders:fulfil", "members:read"])),
        expiresInDays: is.integer(1, 365),
        serviceAccountId: is.string(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\s\S])/),
      }),
    }),
    'api-keys.list': () => ({
      query: {},
      headers: {},
    }),
    'api-keys.roll': is => ({
      query: {},
      headers: {},
      body: is.object({
        expiresInDays: is.integer(1, 365),
        overlapHours: is.integer(0, 168),
      }),
    }),
    'api-keys.revoke': () => ({
      query: {},
      headers: {},
    }),
    'client-keys.create': is => ({
      query: {},
      headers: {},
      body: is.object({
        serviceAccountId: is.string(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\s\S])/),
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        jwk: is.object({
          kty: is.oneOf(["OKP", "EC", "RSA"]),
          crv: is.oneOf(["Ed25519", "P-256"]),
          x: is.string(/^[A-Za-z0-9_\-]{43,43}(?![\s\S])/),
          y: is.string(/^[A-Za-z0-9_\-]{43,43}(?![\s\S])/),
          n: is.string(/^[A-Za-z0-9_\-]{342,683}(?![\s\S])/),
          e: is.string(/^[A-Za-z0-9_\-]{1,8}(?![\s\S])/),
          kid: is.string(/^[A-Za-z0-9_\-]{1,50}(?![\s\S])/),
          alg: is.oneOf(["Ed25519", "EdDSA", "ES256", "PS256", "RS256"]),
          use: is.oneOf(["sig"]),
        }),
      }),
    }),
    'client-keys.list': () => ({
      query: {},
      headers: {},
    }),
    'client-keys.revoke': () => ({
      query: {},
      headers: {},
    }),
    'oauth.token': is => ({
      isForm: true,
      query: {},
      headers: {},
      body: is.object({
        grant_type: is.string(/^[a-z][a-z0-9_:.\-]{0,99}(?![\s\S])/),
        client_assertion_type: is.oneOf(["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]),
        client_assertion: is.sized(0, 6000, is.string(/^[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+(?![\s\S])/)),
        client_id: is.string(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\s\S])/),
        scope: is.string(/^[a-z][a-z:\-]{0,39}(?: [a-z][a-z:\-]{0,39}){0,19}(?![\s\S])/),
      }),
    }),
    'oauth.metadata': () => ({
      query: {},
      headers: {},
    }),
    'orders.create': is => ({
      query: {},
      headers: {
        'idempotency-key': is.string(/^(?:[A-Za-z0-9_\-]{8,64}|"[A-Za-z0-9_\-]{8,64}")(?![\s\S])/),
      },
      body: is.object({
        customerName: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        customerEmail: is.sized(0, 254, is.string(/^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/)),
        currency: is.oneOf(["CHF", "EUR", "GBP", "USD"]),
        note: is.written('text', /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*(?![\s\S])/),
        lines: is.array(100, is.object({
          sku: is.string(/^[A-Za-z0-9][A-Za-z0-9._\-]{0,39}(?![\s\S])/),
          description: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
          quantity: is.integer(1, 10000),
          unitPriceMinor: is.integer(0, 1000000000),
        })),
      }),
    }),
    'orders.list': is => ({
      query: {
        status: is.oneOf(["draft", "placed", "paid", "shipped", "delivered", "cancelled"]),
        currency: is.oneOf(["CHF", "EUR", "GBP", "USD"]),
        createdFrom: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/),
        createdBefore: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/),
        sort: is.oneOf(["createdAt", "-createdAt", "totalMinor", "-totalMinor"]),
        limit: is.digits(1, 100),
        cursor: is.string(/^[A-Za-z0-9_\-]{1,200}(?![\s\S])/),
      },
      headers: {},
    }),
    'orders.search': is => ({
      query: {
        q: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
      },
      headers: {},
    }),
    'orders.export': is => ({
      query: {
        status: is.oneOf(["draft", "placed", "paid", "shipped", "delivered", "cancelled"]),
        currency: is.oneOf(["CHF", "EUR", "GBP", "USD"]),
        createdFrom: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/),
        createdBefore: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/),
        format: is.oneOf(["csv", "ndjson"]),
      },
      headers: {},
    }),
    'orders.by-day': is => ({
      query: {
        period: is.oneOf(["7-days", "30-days", "90-days"]),
      },
      headers: {},
    }),
    'orders.read': () => ({
      query: {},
      headers: {},
    }),
    'orders.change': is => ({
      query: {},
      headers: {
        'if-match': is.string(/^(?:\*|(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"(?: ?, ?(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"){0,15})(?![\s\S])/),
      },
      body: is.object({
        customerName: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        customerEmail: is.sized(0, 254, is.string(/^(?=[^@]{1,64}@)[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*(?:['][A-Za-z0-9_%+][A-Za-z0-9_%+\-]*(?:\.[A-Za-z0-9_%+][A-Za-z0-9_%+\-]*)*)?@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*(?![\s\S])/)),
        currency: is.oneOf(["CHF", "EUR", "GBP", "USD"]),
        note: is.written('text', /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*(?![\s\S])/),
        lines: is.array(100, is.object({
          sku: is.string(/^[A-Za-z0-9][A-Za-z0-9._\-]{0,39}(?![\s\S])/),
          description: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
          quantity: is.integer(1, 10000),
          unitPriceMinor: is.integer(0, 1000000000),
        })),
      }),
    }),
    'orders.move': is => ({
      query: {},
      headers: {
        'if-match': is.string(/^(?:\*|(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"(?: ?, ?(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"){0,15})(?![\s\S])/),
      },
      body: is.object({
        to: is.oneOf(["draft", "placed", "paid", "shipped", "delivered", "cancelled"]),
      }),
    }),
    'orders.history': is => ({
      query: {
        limit: is.digits(1, 100),
        cursor: is.string(/^[A-Za-z0-9_\-]{1,200}(?![\s\S])/),
      },
      headers: {},
    }),
    'order-filters.list': () => ({
      query: {},
      headers: {},
    }),
    'order-filters.create': is => ({
      query: {},
      headers: {},
      body: is.object({
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        choices: is.object({
          status: is.oneOf(["draft", "placed", "paid", "shipped", "delivered", "cancelled"]),
          currency: is.oneOf(["CHF", "EUR", "GBP", "USD"]),
          firstDay: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\s\S])/),
          lastDay: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\s\S])/),
          sort: is.oneOf(["createdAt", "-createdAt", "totalMinor", "-totalMinor"]),
        }),
      }),
    }),
    'order-filters.remove': () => ({
      query: {},
      headers: {},
    }),
    'order-imports.create': is => ({
      query: {},
      headers: {
        'idempotency-key': is.string(/^(?:[A-Za-z0-9_\-]{8,64}|"[A-Za-z0-9_\-]{8,64}")(?![\s\S])/),
      },
    }),
    'order-imports.read': () => ({
      query: {},
      headers: {},
    }),
    'order-imports.cancel': () => ({
      query: {},
      headers: {},
    }),
    'reports.create': is => ({
      query: {},
      headers: {},
      body: is.object({
        createdFrom: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/),
        createdBefore: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/),
      }),
    }),
    'reports.read': () => ({
      query: {},
      headers: {},
    }),
    'tenant.read': () => ({
      query: {},
      headers: {},
    }),
    'tenant.change': is => ({
      query: {},
      headers: {
        'if-match': is.string(/^(?:\*|(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"(?: ?, ?(?:W\/)?"[A-Za-z0-9._:+\-]{0,64}"){0,15})(?![\s\S])/),
      },
      body: is.object({
        name: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        color: is.string(/^(?:[0-9a-f]{6})?(?![\s\S])/),
      }),
    }),
    'tenant.set-logo': () => ({
      query: {},
      headers: {},
    }),
    'tenant.remove-logo': () => ({
      query: {},
      headers: {},
    }),
    'branding.read': () => ({
      query: {},
      headers: {},
    }),
    'branding.logo': () => ({
      query: {},
      headers: {},
    }),
    'tenant.request-deletion': is => ({
      query: {},
      headers: {},
      body: is.object({
        slug: is.string(/^[a-z][a-z0-9\-]{1,30}[a-z0-9](?![\s\S])/),
      }),
    }),
    'tenant.cancel-deletion': () => ({
      query: {},
      headers: {},
    }),
    'tenant.start-export': () => ({
      query: {},
      headers: {},
    }),
    'tenant.read-export': () => ({
      query: {},
      headers: {},
    }),
    'tenant.download-export': () => ({
      query: {},
      headers: {},
    }),
    'tenant.list-origins': () => ({
      query: {},
      headers: {},
    }),
    'tenant.add-origin': is => ({
      query: {},
      headers: {},
      body: is.object({
        origin: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
      }),
    }),
    'tenant.verify-origin': () => ({
      query: {},
      headers: {},
    }),
    'tenant.remove-origin': () => ({
      query: {},
      headers: {},
    }),
    'usage.read': is => ({
      query: {
        period: is.oneOf(["24-hours", "7-days", "30-days", "90-days"]),
        callerId: is.string(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\s\S])/),
      },
      headers: {},
    }),
    'audit-log.list': is => ({
      query: {
        event: is.oneOf(["auth.sign-up", "auth.sign-in", "auth.sign-out", "auth.refresh.reuse", "auth.password-changed", "auth.password-reset", "auth.password-rehashed", "auth.email-changed", "auth.email-restored", "session.switched", "session.ended", "session.all-ended", "second-factor.enabled", "second-factor.disabled", "second-factor.codes-renewed", "second-factor.step-up", "tenant.created", "tenant.renamed", "tenant.plan-changed", "tenant.suspended", "tenant.resumed", "tenant.branding-changed", "tenant.export-requested", "tenant.export-downloaded", "tenant.deletion-requested", "tenant.deletion-cancelled", "tenant.erased", "tenant.origin.added", "tenant.origin.removed", "tenant.origin.verified", "tenant.origin.lapsed", "tenant.origin.trusted", "tenant.origin.distrusted", "operator.added", "operator.removed", "operator.entered", "support-access.allowed", "support-access.ended", "impersonation.started", "impersonation.acted", "impersonation.ended", "member.changed", "member.removed", "member.left", "ownership.transferred", "invitation.created", "invitation.resent", "invitation.revoked", "invitation.accepted", "service-account.created", "service-account.changed", "service-account.removed", "api-key.created", "api-key.rolled", "api-key.revoked", "client-key.created", "client-key.revoked"]),
        actorId: is.string(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\s\S])/),
        happenedFrom: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/),
        happenedBefore: is.string(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z(?![\s\S])/),
        limit: is.digits(1, 100),
        cursor: is.string(/^[A-Za-z0-9_\-]{1,200}(?![\s\S])/),
      },
      headers: {},
    }),
    'audit-log.head': () => ({
      query: {},
      headers: {},
    }),
    'audit-log.export': is => ({
      query: {
        after: is.digits(0, 9007199254740991),
      },
      headers: {},
    }),
    'support-access.read': () => ({
      query: {},
      headers: {},
    }),
    'support-access.allow': is => ({
      query: {},
      headers: {},
      body: is.object({
        forHours: is.integer(1, 24),
      }),
    }),
    'support-access.end': () => ({
      query: {},
      headers: {},
    }),
    'operator.enter': is => ({
      query: {},
      headers: {},
      body: is.object({
        code: is.sized(0, 40, is.string(/^[ \u00a0\u2009\u202f\-]*(?:(?:[0-9][ \u00a0\u2009\u202f\-]*){6}|(?:[0-9A-TV-Za-tv-z][ \u00a0\u2009\u202f\-]*){16})(?![\s\S])/)),
      }),
    }),
    'operator.renew': () => ({
      query: {},
      headers: {},
    }),
    'operator.tenants': is => ({
      query: {
        q: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
        tier: is.oneOf(["free", "pro", "enterprise"]),
        state: is.oneOf(["active", "suspended", "deleting", "erasing"]),
        limit: is.digits(1, 100),
        cursor: is.string(/^[A-Za-z0-9_\-]{1,200}(?![\s\S])/),
      },
      headers: {},
    }),
    'operator.tenant': () => ({
      query: {},
      headers: {},
    }),
    'operator.change-tenant': is => ({
      query: {},
      headers: {},
      body: is.object({
        tier: is.oneOf(["free", "pro", "enterprise"]),
        state: is.oneOf(["active", "suspended"]),
        reason: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
      }),
    }),
    'operator.security': () => ({
      query: {},
      headers: {},
    }),
    'operator.audit-log': is => ({
      query: {
        limit: is.digits(1, 100),
        cursor: is.string(/^[A-Za-z0-9_\-]{1,200}(?![\s\S])/),
      },
      headers: {},
    }),
    'impersonations.start': is => ({
      query: {},
      headers: {},
      body: is.object({
        tenantId: is.string(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\s\S])/),
        reason: is.written('line', /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*(?![\s\S])/),
      }),
    }),
    'impersonations.renew': () => ({
      query: {},
      headers: {},
    }),
    'impersonations.end': () => ({
      query: {},
      headers: {},
    }),
    'system.live': () => ({
      query: {},
      headers: {},
    }),
    'system.ready': () => ({
      query: {},
      headers: {},
    }),
    'system.keys': () => ({
      query: {},
      headers: {},
    }),
    'system.openapi': () => ({
      query: {},
      headers: {},
    }),
  },
}

export default declared
