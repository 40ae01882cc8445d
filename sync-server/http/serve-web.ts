import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isApi, isDocs } from './route-of.ts'

/** Serves the files of the built web app, and its page for each of its addresses. */
export async function serveWeb(
	app: FastifyInstance,
	root: string,
	sendNotFound: (reply: FastifyReply) => void,
): Promise<void> {
	const { texts, database } = findPreloaded(root)
	await app.register(fastifyStatic, {
		root,
		cacheControl: false,
		preCompressed: true,
		setHeaders(response, path) {
			const isHashed = /[\\/]assets[\\/]/.test(path)
			response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
		},
	})
	// A new phone preloads its first texts and the code of its database together with the app: on 2G this saves
	// two seconds. The desk has no database. The page has no `vary` header: only this hint varies, and a service
	// worker would not find the page again offline.
	app.addHook('onSend', async (request, reply) => {
		if (isDocs(request) || !String(reply.getHeader('content-type')).startsWith('text/html')) return
		const wanted = request.headers['accept-language']?.slice(0, 2).toLowerCase() ?? ''
		const isDesk = /^\/desk(\/|$)/.test(request.url)
		const files = [texts.get(wanted) ?? texts.get('en'), isDesk ? undefined : database]
		const links = files.filter((file) => file !== undefined)
		if (links.length > 0)
			reply.header('link', links.map((file) => `</assets/${file}>; rel=modulepreload`).join(', '))
	})
	// Every page address returns the app; unknown data addresses are not found.
	app.setNotFoundHandler((request, reply) => {
		const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
		return wantsPage && !isApi(request) ? reply.sendFile('index.html') : sendNotFound(reply)
	})
}

interface Preloaded {
	/** File with the first texts of a phone, by language. */
	readonly texts: ReadonlyMap<string, string>
	/** File with the code of the phone's database. */
	readonly database: string | undefined
}

/** Finds files by the names that the build gives them (`vite.config.ts`). */
function findPreloaded(root: string): Preloaded {
	const files = listAssets(root)
	const texts = files.flatMap((file): [string, string][] => {
		const [, language] = /^texts-([a-z]+)-.*\.js$/.exec(file) ?? []
		return language ? [[language, file]] : []
	})
	return { texts: new Map(texts), database: files.find((file) => /^phone-database-.*\.js$/.test(file)) }
}

function listAssets(root: string): readonly string[] {
	try {
		return readdirSync(join(root, 'assets'))
	} catch {
		// Built without the app.
		return []
	}
}
