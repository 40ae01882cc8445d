import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { top } from './prepare.mjs'

/*
 * npm run image                        builds the OCI image zila:VERSION and zila:latest
 * npm run image -- --build-arg …       passes options on to docker, podman or buildah
 */

const builders = ['docker', 'podman', 'buildah']

/** Returns the first program that is installed; null if none is. */
function findBuilder() {
	return (
		builders.find((program) => {
			try {
				execFileSync(program, ['--version'], { stdio: 'ignore' })
				return true
			} catch {
				return false
			}
		}) ?? null
	)
}

/** Returns the short commit, with `-changed` if the working tree differs from it; `unknown` without git. */
function revision() {
	const git = (...args) =>
		execFileSync('git', args, { cwd: top, stdio: ['ignore', 'pipe', 'ignore'] })
			.toString()
			.trim()
	try {
		const commit = git('rev-parse', '--short=12', 'HEAD')
		return git('status', '--porcelain') === '' ? commit : `${commit}-changed`
	} catch {
		return 'unknown'
	}
}

const builder = findBuilder()
if (builder === null) {
	console.error('No program that builds images was found: install docker, podman or buildah, and try again.')
	process.exit(1)
}
const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'))
const args = [
	'build',
	'--file',
	join(top, 'deploy/Containerfile'),
	'--build-arg',
	`VERSION=${version}`,
	'--build-arg',
	`REVISION=${revision()}`,
	'--tag',
	`zila:${version}`,
	'--tag',
	'zila:latest',
	// images of the OCI format have no health check
	...(builder === 'docker' ? [] : ['--format', 'docker']),
	...process.argv.slice(2),
	top,
]
spawn(builder, args, { stdio: 'inherit' }).on('close', (status) => process.exit(status ?? 1))
