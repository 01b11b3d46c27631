/** Hidden: tells password managers which account a password belongs to. */
export function UsernameField({ email }: { email: string }) {
  return <input hidden readOnly autoComplete="username" value={email} />
}
