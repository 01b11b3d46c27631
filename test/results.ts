import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

export type Results = {
  passed: number
  skipped: number
  /** What failed, where and why. */
  failed: string[]
  /** What passed only when it was tried again, and why it failed before. */
  secondTries: string[]
}

/** The part of Vitest's JSON report that is read here. */
type Report = { numPassedTests: number; numPendingTests: number; testResults: FileReport[] }

type FileReport = {
  name: string
  status: 'passed' | 'failed'
  message: string
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
}

/** What the report of one suite says; nothing at all where the suite could not start and there is none. */
export function readResults(path: string, root: string): Results {
  const { numPassedTests, numPendingTests, testResults } = readReport(path)
  const named = (status: FileReport['status']) => testResults.flatMap(file => troubles(file, status, root))
  return { passed: numPassedTests, skipped: numPendingTests, failed: named('failed'), secondTries: named('passed') }
}

function readReport(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    return { numPassedTests: 0, numPendingTests: 0, testResults: [] }
  }
}

/** Of a stack, what is not the project's own. */
const foreignFrames = /\n {4}at .*(?:node_modules|<anonymous>).*/g

/** The tests of a file that failed at least once and ended so; the file itself where it failed before any of them ran. */
function troubles(report: FileReport, status: FileReport['status'], root: string): string[] {
  const file = relative(root, report.name)
  const tests = report.assertionResults.filter(test => test.status === status && test.failureMessages.length > 0)
  if (tests.length === 0 && status === 'failed' && report.status === 'failed') return [`${file}\n${report.message}`]
  return tests.map(test => `${file}: ${test.fullName}\n${test.failureMessages.join('\n').replace(foreignFrames, '')}`)
}
