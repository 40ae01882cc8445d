// Only node: imports and what is installed; used by tests, bench and pictures.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { top } from './prepare.mjs'

const usual = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome-stable',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** E2E_CHROMIUM, else Playwright's own, else one that the system has; undefined if there is none. */
export async function findChromium() {
	const { chromium } = await import('@playwright/test')
	return [process.env.E2E_CHROMIUM, chromium.executablePath(), ...usual].find(
		(path) => path && existsSync(path),
	)
}

/** Fetches a Chromium where none is: Playwright's, else the system's by apt. */
export async function ensureChromium() {
	const found = await findChromium()
	if (found) return found
	const asRoot = process.getuid?.() === 0
	console.log('Fetching a Chromium for the browser tests …')
	const cli = join(top, 'node_modules/@playwright/test/cli.js')
	spawnSync(process.execPath, [cli, 'install', ...(asRoot ? ['--with-deps'] : []), 'chromium'], {
		stdio: 'ignore',
		timeout: 600_000,
	})
	const fetched = await findChromium()
	if (fetched) return fetched
	if (asRoot && existsSync('/usr/bin/apt-get')) {
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
		execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
		execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
			stdio: 'inherit',
			env,
		})
	}
	const last = await findChromium()
	if (!last) throw new Error('No Chromium: install one, or set E2E_CHROMIUM to its path')
	return last
}
