import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { docsDigest, ensureInstalled, sourceDigest, top } from './prepare.mjs'

/** Builds app, server and documentation into dist/, each only if its sources changed since its last build. */
export async function build({ webOut = 'dist/web', appVersion } = {}) {
	process.chdir(top)
	const sources = sourceDigest()
	await unlessBuilt(join(top, webOut), `${sources} ${appVersion ?? ''}`, async ({ build: vite }) => {
		process.env.ZILA_WEB_OUT = join('..', webOut)
		if (appVersion) process.env.ZILA_APP_VERSION = appVersion
		else delete process.env.ZILA_APP_VERSION
		await vite({ configFile: join(top, 'vite.config.ts'), logLevel: 'error' })
		precompress(join(top, webOut))
	})
	await unlessBuilt(join(top, 'dist/server'), sources, async ({ build: vite, runnerImport }) => {
		await vite({ configFile: join(top, 'sync-server/vite.config.ts'), logLevel: 'error' })
		const { module } = await runnerImport(join(top, 'scripts/import-built-in-forms.ts'), {
			configFile: false,
			root: top,
			logLevel: 'error',
		})
		await module.importBuiltInForms('dist/server')
	})
	const docs = join(top, 'dist/docs')
	await unlessBuilt(docs, docsDigest(), async ({ runnerImport }) => {
		const { module } = await runnerImport(join(top, 'scripts/docs-site/build-docs.ts'), {
			configFile: false,
			root: top,
			logLevel: 'error',
		})
		await module.buildDocs('dist/docs')
		// a lower level than for the app: the documentation has few readers, and is built faster
		precompress(docs, 6)
	})
}

/** Deletes the stamp before a build and writes it afterwards, so that an interrupted build is repeated. */
async function unlessBuilt(folder, digest, work) {
	const stamp = join(folder, '.built-from')
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
	rmSync(stamp, { force: true })
	await work(await import('vite'))
	writeFileSync(stamp, digest)
}

/**
 * Compresses each text file to .br and .gz at build time, at the highest level, instead of at each request.
 */
function precompress(folder, brotliQuality = 11) {
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || !/\.(js|css|html|svg|json|webmanifest)$/.test(entry.name)) continue
		const path = join(entry.parentPath, entry.name)
		const bytes = readFileSync(path)
		writeFileSync(
			`${path}.br`,
			brotliCompressSync(bytes, {
				params: {
					[constants.BROTLI_PARAM_QUALITY]: brotliQuality,
					[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
				},
			}),
		)
		writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	await ensureInstalled()
	await build({ appVersion: process.env.ZILA_APP_VERSION })
}
