import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Returns version and commit, so that a coordinator can tell which phones must update, and which server runs. */
export function programVersion(): string {
	const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
	try {
		const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
			stdio: ['ignore', 'pipe', 'ignore'],
		})
		return `${version}+${commit.toString().trim()}`
	} catch {
		return version
	}
}
