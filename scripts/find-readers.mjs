// Only node: imports; used by tests and by the scripts that run them.
import { spawnSync } from 'node:child_process'
import { canInstall, installPackages } from './system-packages.mjs'

/** The system's Python, because apt installs its modules there. */
export const python = '/usr/bin/python3'
const canImport = (name) => [
	...[python, '-c'],
	`import importlib.util, sys; sys.exit(importlib.util.find_spec("${name}") is None)`,
]

/**
 * Third-party programs that tests use to open exports or to recompute results: the command that checks for
 * each, and its Debian package.
 */
export const readers = {
	pspp: { name: 'PSPP', checkCommand: ['pspp', '--version'], from: 'pspp' },
	pyreadstat: { name: 'pyreadstat', checkCommand: canImport('pyreadstat'), from: 'python3-pyreadstat' },
	pandas: { name: 'pandas', checkCommand: canImport('pandas'), from: 'python3-pandas' },
	openpyxl: { name: 'openpyxl', checkCommand: canImport('openpyxl'), from: 'python3-openpyxl' },
	libreoffice: {
		name: 'LibreOffice',
		checkCommand: ['soffice', '--version'],
		from: 'libreoffice-calc-nogui',
	},
	xmllint: { name: 'xmllint', checkCommand: ['xmllint', '--version'], from: 'libxml2-utils' },
	r: { name: 'R', checkCommand: ['Rscript', '--version'], from: 'r-base-core' },
	haven: {
		name: 'haven of R',
		checkCommand: ['Rscript', '--vanilla', '-e', 'quit(status = !nzchar(system.file(package = "haven")))'],
		from: 'r-cran-haven',
	},
	survey: {
		name: 'survey of R',
		checkCommand: ['Rscript', '--vanilla', '-e', 'quit(status = !nzchar(system.file(package = "survey")))'],
		from: 'r-cran-survey',
	},
}

export function hasReader(key) {
	const [program, ...args] = readers[key].checkCommand
	return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

/** Installs the missing readers if possible, all at once. Returns those that are still missing. */
export async function ensureReaders() {
	const missing = () => Object.keys(readers).filter((key) => !hasReader(key))
	const before = missing()
	if (before.length === 0 || !canInstall()) return before
	console.log(
		`Installing ${before.map((key) => readers[key].name).join(', ')}, with which tests verify exports and estimates …`,
	)
	await installPackages(...before.map((key) => readers[key].from))
	return missing()
}
