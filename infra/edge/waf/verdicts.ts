/**
 * What the server with ModSecurity says to the server in front of it, in statuses that nobody else uses. They are sent
 * without a body, and never leave the edge.
 */
export const verdicts = { blocked: 480, unreadable: 481, unavailable: 482, undeclared: 483 } as const
