import { readFileSync } from 'node:fs'

/* A third-party package, read from package-lock.json: without network and without installed packages. */
export interface Package {
	readonly name: string
	readonly version: string
	readonly licence: string
	/** Shipped with the app or server; the others only build and test it. */
	readonly isShipped: boolean
	readonly hasInstallScript: boolean
	readonly isForOneSystem: boolean
	readonly from: string
	readonly digest: string
}

/**
 * Licences missing in the lock file because the package declares them in an old format; looked up manually
 * in the package.
 */
const knownLicences: Readonly<Record<string, string>> = {
	'busboy@1.6.0': 'MIT',
	'humanize-number@0.0.2': 'MIT',
	'only@0.0.2': 'MIT',
	'streamsearch@1.1.0': 'MIT',
}

interface Locked {
	readonly name?: string
	readonly version: string
	readonly license?: string
	readonly dev?: boolean
	readonly devOptional?: boolean
	readonly hasInstallScript?: boolean
	readonly resolved?: string
	readonly os?: readonly string[]
	readonly cpu?: readonly string[]
	readonly integrity?: string
}

export function readPackages(lock = readFileSync('package-lock.json', 'utf8')): Package[] {
	const { packages } = JSON.parse(lock) as { packages: Record<string, Locked> }
	const all = Object.entries(packages).flatMap(([path, locked]): Package[] => {
		if (path === '') return []
		const name = locked.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
		const { version, license, dev, devOptional, hasInstallScript, resolved, integrity } = locked
		return [
			{
				name,
				version,
				licence: license ?? knownLicences[`${name}@${version}`] ?? 'unknown',
				isShipped: !dev && !devOptional,
				hasInstallScript: hasInstallScript ?? false,
				isForOneSystem: locked.os !== undefined || locked.cpu !== undefined,
				from: resolved ?? '',
				digest: integrity ?? '',
			},
		]
	})
	const key = ({ name, version }: Package) => `${name} ${version}`
	return [...new Map(all.map((each) => [key(each), each])).values()].sort((a, b) =>
		key(a) < key(b) ? -1 : 1,
	)
}

/** Returns the list as a Markdown page. */
export function writeLicences(packages: readonly Package[]): string {
	const own = packages.filter(({ isForOneSystem }) => !isForOneSystem)
	const part = (title: string, some: readonly Package[]) => [
		`## ${title}`,
		'',
		...[...new Set(some.map(({ licence }) => licence))].sort().flatMap((licence) => {
			const of = some.filter((each) => each.licence === licence)
			return [`**${licence}**: ${of.map(({ name, version }) => `\`${name}\` ${version}`).join(', ')}`, '']
		}),
	]
	return [
		'# Licences of third-party packages',
		'',
		'`npm run licences` writes this page from `package-lock.json`; a test fails if it is out of date.',
		'Packages for a single platform are not listed; they have the licence of the package that depends on them.',
		'',
		...part(
			'Shipped packages',
			own.filter(({ isShipped }) => isShipped),
		),
		...part(
			'Packages for building and testing only',
			own.filter(({ isShipped }) => !isShipped),
		),
	].join('\n')
}
