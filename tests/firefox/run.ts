import { parseArgs } from 'node:util'
import type { Browser } from 'puppeteer-core'
import type { Role } from '#shared/people/roles'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { openEveryPage } from './every-page.ts'
import { type FirefoxPage, openFirefoxPage, startFirefox } from './firefox-page.ts'
import { jobs } from './jobs.ts'

/*
 * npm run test:firefox [-- --only ROLE]
 * Opens every page of the desk in Firefox, in two sizes and two languages, and does a job of each role on the
 * demonstration. The last line is a tally.
 */
const deskRoles = {
	administrator: 'administrator',
	'data manager': 'data-manager',
	coordinator: 'coordinator',
} as const
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const server = await startZila({ demonstration: true })
const browser = await startFirefox()
const results: { name: string; faults: readonly string[] }[] = []
for (const [name, job] of Object.entries(jobs).filter(([each]) => each.includes(values.only))) {
	const firefox = await openFor(browser, server, name)
	results.push({
		name: `the job of the ${name}`,
		faults: await faultsOf(() => job(firefox, server.url, server.demonstrationCodes[name] ?? ''), firefox),
	})
	if (name in deskRoles) {
		const role: Role = deskRoles[name as keyof typeof deskRoles]
		results.push({
			name: `every page of the ${name}`,
			faults: await openEveryPage(firefox, server.url, role),
		})
	}
	await firefox.close()
}
await browser.close()
await server.stop()

for (const { name, faults } of results)
	console.log(
		faults.length === 0 ? `ok      ${name}` : `FAILED  ${name}\n        ${faults.join('\n        ')}`,
	)
const failed = results.filter(({ faults }) => faults.length > 0).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** Opens a page on which the role of a job is signed in; an enumerator signs in by enrolling. */
async function openFor(browser: Browser, { url, ...server }: ZilaServer, name: string): Promise<FirefoxPage> {
	const firefox = await openFirefoxPage(browser)
	const code = name === 'administrator' ? server.administratorCode : server.demonstrationCodes[name]
	await firefox.page.goto(`${url}/desk`)
	if (name !== 'enumerator')
		await firefox.page.evaluate(async (invitation) => {
			const body = JSON.stringify({ invitation, password: 'several plain words' })
			await fetch('/api/sign-in-with-code', {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body,
			})
		}, code ?? '')
	await firefox.takeErrors()
	return firefox
}

async function faultsOf(job: () => Promise<unknown>, { page, takeErrors }: FirefoxPage): Promise<string[]> {
	try {
		await job()
		return await takeErrors()
	} catch (thrown) {
		const shown = await page
			.evaluate(() => document.body.innerText.slice(0, 300).replaceAll('\n', ' | '))
			.catch(String)
		return [`${String(thrown)} on a page with “${shown}”`, ...(await takeErrors())]
	}
}
