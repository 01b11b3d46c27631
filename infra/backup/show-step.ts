/** Runs a step that may take long: shows what it is at once, and afterwards how many seconds it took. */
export async function showStep<T>(title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  process.stdout.write(`${title} … `)
  try {
    return await work()
  } finally {
    console.log(`${((performance.now() - began) / 1_000).toFixed(1)} s`)
  }
}
