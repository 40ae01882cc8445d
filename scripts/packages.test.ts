import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readPackages, writeLicences } from './packages.ts'

const packages = readPackages()
const nameAndVersion = ({ name, version }: { name: string; version: string }) => `${name} ${version}`

/** Licences allowed for shipped packages: use, change and redistribution with the notice. */
const shippedLicences = [
	'0BSD',
	'Apache-2.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'BlueOak-1.0.0',
	'ISC',
	'MIT',
	'MIT-0',
	'Unlicense',
]
/** Licences allowed for tools only: changes to their own files have to be published; a typeface. */
const toolLicences = [...shippedLicences, 'MPL-2.0', 'OFL-1.1', 'Python-2.0', 'WTFPL']

/** True if one of the alternative licences is allowed. */
const isOneOf = (licence: string, allowed: readonly string[]): boolean =>
	licence
		.replace(/^\(|\)$/g, '')
		.split(' OR ')
		.some((each) => allowed.includes(each))

test('every package has a reviewed licence, and runtime packages pass a stricter check', () => {
	const others = packages.filter(
		({ licence, isShipped }) => !isOneOf(licence, isShipped ? shippedLicences : toolLicences),
	)
	expect(others.map((each) => `${nameAndVersion(each)}: ${each.licence}`)).toEqual([])
	expect(packages.filter(({ isShipped }) => isShipped).length).toBeGreaterThan(30)
})
test('every package with an install script was reviewed, and only one may run it', () => {
	const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
		allowScripts: Record<string, boolean>
	}
	const withScript = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name)
	expect(withScript.filter((name) => !(name in allowScripts))).toEqual([])
	expect(Object.keys(allowScripts).filter((name) => !withScript.includes(name))).toEqual([])
	// compiles the database driver if there is no prebuilt one
	expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(['better-sqlite3'])
})
test('every package comes from the registry with the locked version and hash', () => {
	for (const { from, digest, ...each } of packages) {
		// an empty source is the registry that npm is configured for
		expect(from, nameAndVersion(each)).toMatch(/^$|^https:\/\/registry\.npmjs\.org\//)
		expect(digest, nameAndVersion(each)).toMatch(/^sha512-/)
	}
})
test('the page that lists the licences is up to date: npm run licences', () => {
	expect(readFileSync('docs/licences.md', 'utf8')).toBe(writeLicences(packages))
})
test('detects a new package with an unknown or missing licence', () => {
	const lock = (license?: string) =>
		JSON.stringify({ packages: { 'node_modules/x': { version: '1.0.0', ...(license ? { license } : {}) } } })
	for (const [license, isFine] of [
		[undefined, false],
		['GPL-3.0', false],
		['SEE LICENSE IN x', false],
		['UNLICENSED', false],
		['(GPL-3.0 OR MIT)', true],
		['MIT', true],
	] as const) {
		const [found] = readPackages(lock(license))
		expect(isOneOf(found?.licence ?? '', shippedLicences), license).toBe(isFine)
	}
})
