import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { docsPath } from './route-of.ts'

/** The pages load their own script, style, images and search index, and nothing else. */
const contentSecurityPolicy = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"font-src 'self'",
	"connect-src 'self'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"base-uri 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
].join('; ')

/** Serves the built documentation to everybody: it is public in the repository. */
export async function serveDocs(app: FastifyInstance, root: string): Promise<void> {
	const notFoundPage = readFileSync(join(root, '404.html'))
	await app.register(
		async (docs) => {
			// Runs after the hook that sets the headers of every response, and replaces two of them.
			docs.addHook('onSend', async (_request, reply) => {
				reply.headers({
					'content-security-policy': contentSecurityPolicy,
					'permissions-policy': 'geolocation=(), microphone=(), camera=()',
				})
			})
			docs.get('', (_request, reply) => reply.redirect(`${docsPath}/`, 301))
			await docs.register(fastifyStatic, {
				root,
				decorateReply: false,
				cacheControl: false,
				preCompressed: true,
				redirect: true,
				setHeaders(response, path) {
					const isHashed = /[\\/]assets[\\/]/.test(path)
					response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
				},
			})
			docs.setNotFoundHandler((_request, reply) =>
				reply
					.code(404)
					.type('text/html; charset=utf-8')
					.header('cache-control', 'no-cache')
					.send(notFoundPage),
			)
		},
		{ prefix: docsPath },
	)
}
