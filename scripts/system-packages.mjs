// Only node: imports: installs programs by other people that tests, benches and pictures use.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Runs a program without input; true if it succeeded. Only its errors are printed, if `showsErrors`. */
export function runQuietly(program, args, { showsErrors = false, timeout = 600_000, env = {} } = {}) {
	const child = spawn(program, args, {
		stdio: ['ignore', 'ignore', showsErrors ? 'inherit' : 'ignore'],
		env: { ...process.env, ...env },
		timeout,
	})
	return new Promise((done) => {
		child.on('error', () => done(false))
		child.on('close', (status) => done(status === 0))
	})
}

/** True if this account can install packages of the system. */
export const canInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

const apt = (...args) =>
	runQuietly('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
		showsErrors: true,
		env: { DEBIAN_FRONTEND: 'noninteractive' },
	})

let updated

/** Installs packages of Debian where this account can; the caller looks whether they are there. */
export async function installPackages(...names) {
	if (!canInstall()) return
	updated ??= apt('update')
	await updated
	await apt('install', '-y', '--no-install-recommends', ...names)
}
