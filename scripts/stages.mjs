// Only node: imports. Runs the stages of a test run, measures them and collects their results.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'

/**
 * @typedef {{ name: string, seconds: number, cpuSeconds: number | null }} Stage
 * @typedef {{ file: string, title?: string, seconds: number }} Timed
 */

/** Returns the CPU seconds of all child processes that have ended; null without /proc. */
function childCpuSeconds() {
	try {
		const stat = readFileSync('/proc/self/stat', 'utf8')
		// the name in brackets may contain spaces
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
		return (Number(fields[13]) + Number(fields[14])) / 100
	} catch {
		return null
	}
}

export function testRun() {
	/** @type {Stage[]} */
	const stages = []
	const failures = []
	let passed = 0
	const begun = performance.now()

	/** Measures the time of `work`. @template Result @param {() => Promise<Result>} work */
	async function stage(name, work) {
		const [from, cpuFrom] = [performance.now(), childCpuSeconds()]
		try {
			return await work()
		} finally {
			const cpuTo = childCpuSeconds()
			const seconds = (performance.now() - from) / 1000
			const cpuSeconds = cpuFrom === null || cpuTo === null ? null : cpuTo - cpuFrom
			stages.push({ name, seconds, cpuSeconds })
			console.log(`── ${name}: ${seconds.toFixed(1)} s`)
		}
	}
	/** Counts one check as one test. */
	function check(name, isRight) {
		if (isRight) passed++
		else failures.push(name)
		return isRight
	}
	/**
	 * Counts the tests of a separate test runner. A missing report is a failure, and so is a bad exit code
	 * without a counted failure.
	 */
	function count(name, isRight, report, read) {
		try {
			const found = read(JSON.parse(readFileSync(report, 'utf8')))
			passed += found.passed
			failures.push(...found.failures)
			if (found.passed === 0) check(`${name}: no test ran`, false)
			else if (!isRight && found.failures.length === 0) check(`${name}: the run ended badly`, false)
			return found.timed
		} catch (thrown) {
			console.log(String(thrown))
			check(`${name}: no report`, false)
			return []
		}
	}
	/**
	 * Writes all times to a file and prints the stages and the slowest ten of each kind. @param
	 * {Record<string, Timed[]>} timed
	 */
	function report(file, timed) {
		const seconds = (performance.now() - begun) / 1000
		const round = (number) => (number === null ? null : Math.round(number * 10) / 10)
		const sorted = Object.fromEntries(
			Object.entries(timed).map(([kind, all]) => [
				kind,
				all
					.map((each) => ({ ...each, seconds: round(each.seconds) }))
					.sort((one, other) => other.seconds - one.seconds),
			]),
		)
		mkdirSync(dirname(file), { recursive: true })
		const timing = {
			commit: commit(),
			cores: availableParallelism(),
			seconds: round(seconds),
			stages: stages.map((each) => ({
				...each,
				seconds: round(each.seconds),
				cpuSeconds: round(each.cpuSeconds),
			})),
			...sorted,
		}
		writeFileSync(file, `${JSON.stringify(timing, null, '\t')}\n`)
		for (const [kind, all] of Object.entries(sorted)) {
			console.log(`slowest ${kind}:`)
			for (const { file: place, title, seconds: took } of all.slice(0, 10))
				console.log(`${took.toFixed(1).padStart(7)} s  ${place}${title ? `: ${title}` : ''}`)
		}
		console.log('stages:')
		for (const { name, seconds: took, cpuSeconds } of stages)
			console.log(
				`${took.toFixed(1).padStart(7)} s  ${name}${cpuSeconds === null ? '' : ` (${cpuSeconds.toFixed(0)} s of CPU)`}`,
			)
		console.log(`${seconds.toFixed(1).padStart(7)} s  all; times of every file and walk: ${file}`)
	}
	/** Prints every failure again and the tally. Sets the exit code. */
	function end() {
		for (const failure of failures) console.log(`FAILED: ${failure}`)
		console.log(`${passed} passed, ${failures.length} failed`)
		process.exitCode = failures.length === 0 ? 0 : 1
	}
	return { stage, check, count, report, end }
}

function commit() {
	try {
		return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] })
			.toString()
			.trim()
	} catch {
		return null
	}
}

/**
 * Runs a program of node_modules; true if it succeeded. `quiet`: its output is printed at the end, in one
 * piece, so that several can run in parallel.
 */
export function runProgram(path, args, { env = {}, quiet = false } = {}) {
	return new Promise((done) => {
		const child = spawn(process.execPath, [path, ...args], {
			stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
			env: { ...process.env, ...env },
		})
		const chunks = []
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => chunks.push(piece))
		child.on('close', (status) => {
			if (chunks.length > 0) process.stdout.write(Buffer.concat(chunks))
			done(status === 0)
		})
	})
}
