// Only node: imports.
import { existsSync } from 'node:fs'
import { installPackages } from './system-packages.mjs'

const systemPaths = [
	'/usr/bin/firefox-esr',
	'/usr/bin/firefox',
	'/Applications/Firefox.app/Contents/MacOS/firefox',
]
const findFirefox = () => [process.env.E2E_FIREFOX, ...systemPaths].find((path) => path && existsSync(path))

/** Returns E2E_FIREFOX, else the system's Firefox; installs Debian's if there is none. @throws Error */
export async function ensureFirefox() {
	const found = findFirefox()
	if (found) return found
	console.log('Fetching a Firefox …')
	await installPackages('firefox-esr')
	const installed = findFirefox()
	if (!installed) throw new Error('No Firefox: install one, or set E2E_FIREFOX to its path')
	return installed
}
