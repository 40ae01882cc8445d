import { spawnSync } from 'node:child_process'
import { top } from './prepare.mjs'

/*
 * npm run audit-dependencies: checks the packages for reported vulnerabilities. If the registry does not answer, the
 * script says so and succeeds. It fails only for a severe vulnerability in a package that is shipped.
 */
process.chdir(top)
const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev'], {
	encoding: 'utf8',
	timeout: 120_000,
	shell: process.platform === 'win32',
})
const { vulnerabilities, metadata } = readReport(stdout)
if (!metadata)
	console.log('The registry does not answer with advisories: the result is unknown. Try again later.')
else {
	const counts = Object.entries(metadata.vulnerabilities).filter(
		([name, count]) => name !== 'total' && count > 0,
	)
	for (const { name, severity, via } of Object.values(vulnerabilities ?? {}))
		console.log(`${severity.padEnd(9)} ${name}: ${via.map((each) => each.title ?? each).join('; ')}`)
	const summary = counts.length === 0 ? 'none' : counts.map(([name, count]) => `${count} ${name}`).join(', ')
	console.log(`Vulnerabilities of the ${metadata.dependencies?.prod ?? ''} shipped packages: ${summary}.`)
	process.exitCode = counts.some(([name]) => name === 'high' || name === 'critical') ? 1 : 0
}

function readReport(text) {
	try {
		return JSON.parse(text)
	} catch {
		return {}
	}
}
