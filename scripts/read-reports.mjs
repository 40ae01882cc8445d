import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { top } from './prepare.mjs'

/** The first lines of a failure, without colours: the whole text is further up in the output. */
const firstLines = (message = '') => stripVTControlCharacters(message).split('\n').slice(0, 6).join('\n')

/** Parses Vitest's JSON report. */
export function readUnitReport(report) {
	const failures = report.testResults.flatMap((file) => {
		const tests = file.assertionResults
			.filter(({ status }) => status === 'failed')
			.map((test) => `${test.fullName}\n${firstLines(test.failureMessages[0])}`)
		// a file that could not be loaded has no failed test, but counts as one
		const failed = file.status === 'failed' && tests.length === 0 ? [firstLines(file.message)] : tests
		return failed.map((each) => `${relative(top, file.name)}: ${each}`)
	})
	const timed = report.testResults.map(({ name, startTime, endTime }) => ({
		file: relative(top, name),
		seconds: (endTime - startTime) / 1000,
	}))
	return { passed: report.numPassedTests, failures, timed }
}

const specsOf = (suites) => suites.flatMap((suite) => [...specsOf(suite.suites ?? []), ...suite.specs])

const formatError = ({ message, location }) =>
	firstLines(message) + (location ? `\n    at line ${location.line}` : '')

/** Parses Playwright's JSON report. */
export function readWalkReport({ stats, errors, suites }) {
	const specs = specsOf(suites)
	const failed = specs
		.filter(({ ok }) => !ok)
		.map((walk) => {
			// after a timeout, the first error is the timeout and the next one names what was awaited
			const walkErrors = walk.tests.flatMap(({ results }) => results).flatMap((result) => result.errors)
			return [`${walk.file}:${walk.line}: ${walk.title}`, ...walkErrors.map(formatError)].join('\n')
		})
	const timed = specs.map((walk) => ({
		file: `${walk.file}:${walk.line}`,
		title: walk.title,
		seconds:
			Math.max(0, ...walk.tests.flatMap(({ results }) => results).map(({ duration }) => duration)) / 1000,
	}))
	return {
		passed: stats.expected,
		failures: [...failed, ...errors.map(({ message }) => firstLines(message))],
		timed,
	}
}
