// Only node: imports and installed packages; used by tests, bench and pictures.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { top } from './prepare.mjs'
import { installPackages, runQuietly } from './system-packages.mjs'

const systemPaths = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome-stable',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Returns E2E_CHROMIUM, else Playwright's Chromium, else the system's; undefined if there is none. */
export async function findChromium() {
	const { chromium } = await import('@playwright/test')
	return [process.env.E2E_CHROMIUM, chromium.executablePath(), ...systemPaths].find(
		(path) => path && existsSync(path),
	)
}

function fetchByPlaywright(...args) {
	const asRoot = process.getuid?.() === 0
	const program = join(top, 'node_modules/@playwright/test/cli.js')
	return runQuietly(process.execPath, [program, 'install', ...(asRoot ? ['--with-deps'] : []), ...args])
}

/**
 * Returns a Chromium; installs one if there is none: Playwright's, else the system's by apt. @throws Error
 */
export async function ensureChromium() {
	const found = await findChromium()
	if (found) return found
	console.log('Fetching a Chromium …')
	await fetchByPlaywright('chromium')
	if (!(await findChromium())) await installPackages('chromium')
	const installed = await findChromium()
	if (!installed) throw new Error('No Chromium: install one, or set E2E_CHROMIUM to its path')
	return installed
}

const systemShells = ['/usr/lib/chromium/chromium-headless-shell', '/usr/bin/chromium-headless-shell']

/** Returns Playwright's headless shell, in a folder next to its Chromium. */
async function findHeadlessShell() {
	const { chromium } = await import('@playwright/test')
	const playwrightPath = chromium.executablePath().replace(/chromium-(\d+)/, 'chromium_headless_shell-$1')
	const names = ['chrome-linux/headless_shell', 'chrome-headless-shell-linux64/chrome-headless-shell']
	const folder = playwrightPath.slice(0, playwrightPath.search(/chromium_headless_shell-\d+/))
	const version = /chromium_headless_shell-\d+/.exec(playwrightPath)?.[0] ?? ''
	return [
		process.env.E2E_CHROMIUM,
		...names.map((name) => join(folder, version, name)),
		...systemShells,
	].find((path) => path && existsSync(path))
}

/**
 * Returns a Chromium without windows for the walks: the same engine with a quarter less work. Falls back to
 * the whole Chromium. @throws Error
 */
export async function ensureHeadlessShell() {
	const found = await findHeadlessShell()
	if (found) return found
	console.log('Fetching a Chromium for the walks …')
	await fetchByPlaywright('--only-shell', 'chromium')
	if (!(await findHeadlessShell())) await installPackages('chromium-headless-shell')
	return (await findHeadlessShell()) ?? ensureChromium()
}
