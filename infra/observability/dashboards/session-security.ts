import { createDashboard, figure, graph } from './panels.ts'

/** Attacks on sign-in, on codes and on tokens [S51]. */
export const sessions = createDashboard('sessions', {
  title: 'security of session endpoints',
  description: 'Sign-in, second factor, refresh and token issue: how much they are used, and who tries to get in.',
  panels: [
    figure({
      title: 'Reused refresh tokens',
      description: 'A refresh token was used twice, so its session has ended. Normal: 0.',
      unit: 'short',
      queries: { reused: 'sum(increase(palisade_events_total{event="auth.refresh.reuse"}[$__range]))' },
      alerts: ['RefreshTokenReused'],
    }),
    figure({
      title: 'Refused operations of operators',
      description: 'Somebody without permission called an operation of operators. Normal: 0.',
      unit: 'short',
      queries: {
        '{{event}}':
          'sum by (event) (increase(palisade_events_total{event=~"operator.refused|impersonation.refused"}[$__range]))',
      },
      alerts: ['OperatorRefused'],
    }),
    graph({
      title: 'Requests to session endpoints',
      description: 'Normal: a peak of sign-ins in the morning, and refreshes as long as people work.',
      unit: 'reqps',
      queries: {
        '{{endpoint}}': 'sum by (endpoint) (rate(palisade_request_seconds_count{class="session"}[$__rate_interval]))',
      },
    }),
    graph({
      title: 'Session endpoints that a limit refused',
      description: 'Normal: few. People who mistype a password stay below the limits.',
      unit: 'reqps',
      queries: {
        '{{endpoint}}':
          'sum by (endpoint) (rate(palisade_request_seconds_count{class="session",status="429"}[$__rate_interval]))',
      },
    }),
    graph({
      title: 'Wrong credentials in five minutes',
      description: 'Passwords, second-factor codes, client assertions and API keys. Normal: a few wrong passwords.',
      unit: 'short',
      queries: { '{{event}}': 'palisade:guesses:increase5m' },
      alerts: ['SignInFailures', 'CredentialFailures'],
    }),
    graph({
      title: 'Spread of failed sign-ins',
      description:
        'Different accounts and networks of the sign-ins that failed within minutes. Normal: both low and alike. Many accounts ' +
        'mean that somebody tries few passwords on each; many networks mean that somebody hides.',
      unit: 'short',
      queries: {
        accounts: 'sum(palisade_sign_in_failed_accounts)',
        networks: 'sum(palisade_sign_in_failed_networks)',
      },
      alerts: ['SignInFailuresOfManyAccounts', 'SignInFailuresFromManyNetworks'],
    }),
    graph({
      title: 'Refused tokens',
      description:
        'Normal: `expired`, when a page wakes up and refreshes its token. A forged token has another reason, such as `signature`.',
      unit: 'reqps',
      queries: { '{{reason}}': 'sum by (reason) (rate(palisade_token_refusals_total[$__rate_interval]))' },
      alerts: ['ForgedTokens'],
    }),
    graph({
      title: '401 and 403 in five minutes',
      description: 'The endpoints with the most refusals. Normal: 401 where pages ask for a new token, few 403.',
      unit: 'short',
      queries: { '{{endpoint}} {{status}}': 'topk(10, palisade:refusals:increase5m{status=~"401|403"})' },
      alerts: ['UnauthorizedSpike', 'ForbiddenSpike'],
    }),
  ],
})
