/** The command line of `npm run bench`, which each part reads. With `--quick` they measure less, and record nothing. */
export const benchCommand = {
  usage: 'npm run bench -- [--quick] [--part chain|search]',
  options: { quick: { type: 'boolean', default: false }, part: { type: 'string' } },
} as const
