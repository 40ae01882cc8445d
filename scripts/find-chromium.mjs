// Only node: imports and installed packages; used by tests, bench and pictures.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { top } from './prepare.mjs'

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
	spawnSync(
		process.execPath,
		[
			join(top, 'node_modules/@playwright/test/cli.js'),
			'install',
			...(asRoot ? ['--with-deps'] : []),
			...args,
		],
		{ stdio: 'ignore', timeout: 600_000 },
	)
}

function fetchByApt(name) {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
	for (const args of [
		['update', '-qq'],
		['install', '-y', '-qq', '--no-install-recommends', name],
	])
		spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
}

/**
 * Returns a Chromium; installs one if there is none: Playwright's, else the system's by apt. @throws Error
 */
export async function ensureChromium() {
	const found = await findChromium()
	if (found) return found
	console.log('Fetching a Chromium …')
	fetchByPlaywright('chromium')
	if (!(await findChromium())) fetchByApt('chromium')
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
	fetchByPlaywright('--only-shell', 'chromium')
	if (!(await findHeadlessShell())) fetchByApt('chromium-headless-shell')
	return (await findHeadlessShell()) ?? ensureChromium()
}
