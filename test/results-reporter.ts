import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

export type Results = {
  passed: number
  skipped: number
  /** What failed, where and why. */
  failed: string[]
}

type Failure = { message: string; stack?: string }

/** Writes to a file, for test/run.ts, what came of a suite: of its tests, of its hooks, and errors that nobody caught. */
export class ResultsReporter implements Reporter {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  onTestRunEnd(modules: readonly TestModule[], uncaught: readonly Failure[]): void {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const ended = (state: string) => tests.filter(test => test.result().state === state)
    const results: Results = {
      passed: ended('passed').length,
      skipped: ended('skipped').length,
      failed: [
        ...ended('failed').map(describeTest),
        ...modules.flatMap(describeSuites),
        ...uncaught.map(error => describe('an error that nobody caught', [error])),
      ],
    }
    writeFileSync(this.#file, JSON.stringify(results))
  }
}

const describeTest = (test: TestCase) =>
  describe(`${test.module.relativeModuleId}: ${test.fullName}`, test.result().errors ?? [])

/** Of files and groups, what failed outside their tests: an import, a hook. */
function describeSuites(module: TestModule): string[] {
  return [module, ...module.children.allSuites()]
    .filter(suite => suite.errors().length > 0)
    .map(suite => describe(`${module.relativeModuleId}: what its tests need`, suite.errors()))
}

function describe(where: string, errors: readonly Failure[]): string {
  const causes = errors.map(({ message, stack = '' }) => {
    const frame = stack.split('\n').find(line => line.startsWith('    at ') && !/node_modules|<anonymous>/.test(line))
    return frame ? `${message}\n${frame}` : message
  })
  return [where, ...causes].join('\n')
}
