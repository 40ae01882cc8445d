// Only node: imports: this runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const top = fileURLToPath(new URL('..', import.meta.url))

export function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
	// Node 24.19 and newer abort with the database driver (docs/install.md); other versions are not maintained
	if (major === 22 || (major === 20 && minor >= 19)) return
	console.error(
		`Zila needs Node 22, or Node 20 from 20.19; this is ${process.versions.node}. Get Node 22 from https://nodejs.org`,
	)
	process.exit(1)
}

/** Runs npm by the path with which it was called, so that the same version is used; true if it succeeded. */
function npm(...args) {
	const cli = process.env.npm_execpath
	const child = cli?.endsWith('.js')
		? spawn(process.execPath, [cli, ...args], { stdio: 'inherit', cwd: top })
		: spawn('npm', args, { stdio: 'inherit', cwd: top, shell: process.platform === 'win32' })
	return new Promise((done) => {
		child.on('error', () => done(false))
		child.on('close', (status) => done(status === 0))
	})
}

/** @param {Promise<boolean>} run */
async function exitUnlessDone(run, what) {
	if (await run) return
	console.error(`${what} did not succeed: see above. With a network, try again.`)
	process.exit(1)
}

const stamp = join(top, 'node_modules/.zila-installed')

/** Returns what the stamp of a complete installation says: the database driver is compiled for one Node version and one system, so a copied folder is installed again. */
function wantedStamp() {
	const { platform, arch, versions } = process
	return [digestOf([join(top, 'package-lock.json')]), versions.modules, platform, arch].join(' ')
}

/** True if the packages of the lock file are installed completely, for this Node version and system. */
export const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wantedStamp()

/** Downloads the packages of the lock file. `compilePackages` makes them complete. */
export async function downloadPackages() {
	checkNode()
	// with NODE_ENV=production npm would leave out the build tools
	const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
	await exitUnlessDone(npm(...args), 'npm ci')
}

/** Runs the install scripts of the downloaded packages: the database driver is compiled where no ready one exists. */
export async function compilePackages() {
	await exitUnlessDone(npm('rebuild', '--loglevel=error'), 'npm rebuild')
	writeFileSync(stamp, wantedStamp())
}

/** Installs the packages of the lock file; does nothing if they are installed. */
export async function ensureInstalled() {
	checkNode()
	if (isInstalled()) return
	console.log('Installing the packages (the database driver may be compiled: up to two minutes) …')
	await downloadPackages()
	await compilePackages()
}

function digestOf(files) {
	const hash = createHash('sha256')
	for (const file of files) hash.update(file.slice(top.length)).update(readFileSync(file))
	return hash.digest('hex')
}

function filesBelow(folder) {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name)
		return statSync(path).isDirectory() ? filesBelow(path) : [path]
	})
}

/** Returns a digest of all sources of the documentation. */
export function docsDigest() {
	const folders = ['docs', 'scripts/docs-site'].map((name) => join(top, name))
	const shared = ['web/ui/tokens.css', 'shared/kernel/fold-for-search.ts', 'shared/forms/digits.ts']
	const files = [...shared, 'CONTRIBUTING.md', 'CHANGELOG.md', 'package-lock.json', 'scripts/build.mjs']
	return digestOf([...folders.flatMap(filesBelow), ...files.map((name) => join(top, name))].sort())
}

/** Returns a digest of all sources of app and server. */
export function sourceDigest() {
	const folders = ['web', 'shared', 'sync-server', 'public', 'scripts'].map((name) => join(top, name))
	const files = [...folders.flatMap(filesBelow), join(top, 'package-lock.json'), join(top, 'vite.config.ts')]
	return digestOf(files.filter((file) => !/\.test\.tsx?$/.test(file)).sort())
}
