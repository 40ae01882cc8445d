import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { buildApp } from './build-app.ts'

const [[engineName, freshEngine]] = engines

/** Creates a folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
	const folder = temporaryFolder()
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(join(folder, path, '..'), { recursive: true })
		writeFileSync(join(folder, path), content)
	}
	return folder
}

describe(`the documentation, on ${engineName}`, () => {
	let server: ServerForTests
	let app: FastifyInstance
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		app = await buildApp({
			...server,
			now: () => server.clock.now,
			onFailure: () => {},
			webFolder: folderWith({
				'index.html': '<!doctype html>the app',
				'assets/texts-en-1.js': 'texts',
				'assets/phone-database-1.js': 'database',
			}),
			docsFolder: folderWith({
				'index.html': '<!doctype html>first page',
				'404.html': '<!doctype html>no such page',
				'install/index.html': '<!doctype html>install',
				'ur/index.html': '<!doctype html>اردو',
				'assets/site-1.css': 'body{}',
				'assets/site-1.css.br': 'compressed',
				'search.json': '{}',
			}),
		})
	})
	afterAll(async () => {
		await app.close()
		await server.close()
	})
	const open = (url: string, headers: Record<string, string> = {}) =>
		app.inject({ url, headers: { accept: 'text/html', ...headers } })

	test('a page is served without sign-in, with a policy that allows only its own script', async () => {
		for (const [url, text] of [
			['/docs/', 'first page'],
			['/docs/install/', 'install'],
			['/docs/ur/', 'اردو'],
		] as const) {
			const { statusCode, headers, body } = await open(url)
			expect([statusCode, body]).toEqual([200, `<!doctype html>${text}`])
			expect(headers['content-type']).toBe('text/html; charset=utf-8')
			const policy = String(headers['content-security-policy'])
			expect(policy).toContain("default-src 'none'; script-src 'self';")
			expect(policy).not.toContain('unsafe')
			expect(policy).not.toContain('zila-xml')
			expect(headers['permissions-policy']).toContain('microphone=()')
			expect(headers['x-content-type-options']).toBe('nosniff')
			// A changed page is visible at once.
			expect(headers['cache-control']).toBe('no-cache')
			expect(headers.etag).toBeTruthy()
		}
	})
	test('parts of the app are not fetched for a page that does not need them', async () => {
		expect((await open('/desk')).headers.link).toContain('texts-en')
		expect((await open('/desk/review')).headers.link).not.toContain('phone-database')
		expect((await open('/')).headers.link).toContain('</assets/phone-database-1.js>; rel=modulepreload')
		expect((await open('/docs/')).headers.link).toBeUndefined()
		expect((await open('/docs/nowhere')).headers.link).toBeUndefined()
	})
	test('files whose name changes with their content are cached permanently, and sent compressed', async () => {
		const { headers, body } = await open('/docs/assets/site-1.css', { 'accept-encoding': 'br' })
		expect(headers['cache-control']).toContain('immutable')
		expect(headers['content-encoding']).toBe('br')
		expect(body).toBe('compressed')
		expect((await open('/docs/search.json')).headers['cache-control']).toBe('no-cache')
	})
	test('an address without its slash redirects to the page', async () => {
		for (const url of ['/docs', '/docs/install', '/docs/ur']) {
			const { statusCode, headers } = await open(url)
			expect(statusCode, url).toBe(301)
			expect(headers.location, url).toBe(`${url}/`)
		}
	})
	test('an unknown address gets the not-found page, never the app', async () => {
		for (const url of ['/docs/nowhere', '/docs/ur/nowhere/', '/docs/install/x.css', '/docs/%']) {
			const { statusCode, body, headers } = await open(url)
			expect(statusCode, url).toBe(404)
			expect(body, url).not.toContain('the app')
			expect(headers['content-security-policy'], url).toBeTruthy()
		}
		expect((await open('/docs/nowhere')).body).toContain('no such page')
		// Not a page of the documentation but an address of the app.
		expect((await open('/docsomething')).body).toContain('the app')
	})
	test('a server without the documentation starts, and the address belongs to the app', async () => {
		const without = await buildApp({
			...server,
			now: () => server.clock.now,
			onFailure: () => {},
			docsFolder: temporaryFolder(),
		})
		expect((await without.inject({ url: '/docs/' })).statusCode).toBe(404)
		await without.close()
	})
})
