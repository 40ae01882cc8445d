import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { build, type Plugin, type ResolvedConfig, type Rolldown } from 'vite'
import { demandOldestBrowser } from './browser-floor.ts'

interface LeftOut {
	/** Modules that are entries of the desk. */
	readonly desk: RegExp
	/** Files that are cached only after they were requested. */
	readonly onDemand: RegExp
}

/**
 * Builds the service worker after the app, with the list of files to precache, after it was checked that the oldest browser can run them. Files for the desk only are
 * left out: a phone on 2G would download them in vain. The texts of every language are included: they are
 * small, and the language may be changed offline.
 */
export function serviceWorker(entry: string, { desk, onDemand }: LeftOut): Plugin {
	let config: ResolvedConfig
	let deskOnly = new Set<string>()
	return {
		name: 'zila-service-worker',
		apply: 'build',
		configResolved(resolved) {
			config = resolved
		},
		generateBundle(_options, bundle) {
			deskOnly = filesOnlyOf(desk, bundle)
		},
		closeBundle: {
			sequential: true,
			order: 'post',
			async handler() {
				const out = resolve(config.root, config.build.outDir)
				const files = readdirSync(out, { recursive: true, withFileTypes: true })
					.filter((file) => file.isFile() && /\.(js|css|html|svg|png|webmanifest|woff2)$/.test(file.name))
					.map((file) => relative(out, join(file.parentPath, file.name)).replaceAll('\\', '/'))
					.filter(
						(file) =>
							!deskOnly.has(file) &&
							!(file.endsWith('.woff2') && onDemand.test(file)) &&
							file !== 'service-worker.js',
					)
					.sort()
					.map((file) => ({ file, content: readFileSync(join(out, file)) }))
				demandOldestBrowser(
					files
						.filter(({ file }) => /\.(js|css)$/.test(file))
						.map(({ file, content }) => ({ file, content: content.toString('utf8') })),
				)
				const precache = files.map(({ file, content }) => precacheEntry(file, content))
				await build({
					configFile: false,
					root: config.root,
					publicDir: false,
					logLevel: 'warn',
					define: {
						'self.__PRECACHE': JSON.stringify(precache),
						'process.env.NODE_ENV': '"production"',
					},
					build: {
						outDir: out,
						emptyOutDir: false,
						target: config.build.target,
						rolldownOptions: {
							input: resolve(config.root, entry),
							output: { format: 'iife', entryFileNames: 'service-worker.js', codeSplitting: false },
						},
					},
				})
			},
		},
	}
}

/**
 * Returns a file's entry in the precache. `integrity` is the digest that the browser checks before the file
 * is cached; `revision` is null if the name of the file changes with its content.
 */
function precacheEntry(file: string, content: Buffer) {
	const digest = createHash('sha256').update(content).digest()
	return {
		url: `/${file}`,
		revision: file.startsWith('assets/') ? null : digest.toString('hex').slice(0, 16),
		integrity: `sha256-${digest.toString('base64')}`,
	}
}

type Bundle = Record<string, Rolldown.OutputChunk | Rolldown.OutputAsset>

/** Returns the chunks, styles and workers that are reachable through one module only. */
function filesOnlyOf(deskModule: RegExp, bundle: Bundle): Set<string> {
	const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
	const isDesk = (chunk: Rolldown.OutputChunk) => deskModule.test(chunk.facadeModuleId ?? '')
	const reach = (starts: readonly Rolldown.OutputChunk[], past: (chunk: Rolldown.OutputChunk) => boolean) => {
		const found = new Set<Rolldown.OutputChunk>()
		const waiting = [...starts]
		for (let chunk = waiting.pop(); chunk; chunk = waiting.pop()) {
			if (found.has(chunk) || !past(chunk)) continue
			found.add(chunk)
			for (const name of [...chunk.imports, ...chunk.dynamicImports]) {
				const next = bundle[name]
				if (next?.type === 'chunk') waiting.push(next)
			}
		}
		return found
	}
	const phone = reach(
		chunks.filter(({ isEntry }) => isEntry),
		(chunk) => !isDesk(chunk),
	)
	const desk = reach(chunks.filter(isDesk), () => true)
	// a worker is built separately and is found by its address in the code that starts it
	const workers = Object.values(bundle).filter(
		({ type, fileName }) => type === 'asset' && fileName.endsWith('.js'),
	)
	const filesOf = (chunk: Rolldown.OutputChunk) => [
		chunk.fileName,
		...(chunk.viteMetadata?.importedCss ?? []),
		...workers.map(({ fileName }) => fileName).filter((file) => chunk.code.includes(basename(file))),
	]
	const phoneFiles = new Set([...phone].flatMap(filesOf))
	return new Set([...desk].flatMap(filesOf).filter((file) => !phoneFiles.has(file)))
}
