import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { readAppLanguages } from './scripts/app-languages.ts'
import { copyModuleFor } from './scripts/copy-module-for.ts'
import { localePartsPlugin } from './scripts/locale-parts-plugin.ts'
import { assignChunks } from './scripts/phone-chunks.ts'
import { programVersion } from './scripts/program-version.ts'
import { serviceWorker } from './scripts/service-worker-plugin.ts'

/** Chunks before a phone's first question: for the first screen, and while the code or the PIN is typed there. */
const phoneChunks = [
	{ name: 'app', entries: ['web/main.tsx'] },
	{
		name: 'work',
		entries: [
			'web/work.ts',
			// lazily loaded parts that a new phone needs before its first question: alone they weigh more
			'web/storage/records/accept-documents.ts',
			'web/phone/fill/form-audit-recorder.ts',
			'shared/expressions/functions/rare-functions.ts',
		],
	},
]

export default defineConfig({
	root: 'web',
	publicDir: '../public',
	define: {
		__APP_VERSION__: JSON.stringify(process.env.ZILA_APP_VERSION ?? programVersion()),
		__APP_LANGUAGES__: JSON.stringify(readAppLanguages()),
	},
	plugins: [
		localePartsPlugin(),
		// SHA-512 is for who asks a form for it
		copyModuleFor('@noble/hashes/sha2.js', '/digest-functions.ts'),
		serviceWorker('service-worker.ts', {
			desk: /\/web\/desk\/desk-app\.tsx$|part=desk/,
			onDemand: /nastaliq/,
		}),
	],
	worker: { format: 'es' },
	resolve: {
		alias: [
			// what the router brings for older versions of React is in what we have
			{ find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: 'react' },
			// the default files of these two are written for browsers that do not run this app, and are larger
			{ find: /^dexie$/, replacement: resolve('node_modules/dexie/dist/modern/dexie.min.mjs') },
			{
				find: /^workbox-window$/,
				replacement: resolve('node_modules/workbox-window/build/workbox-window.prod.mjs'),
			},
			{ find: /^\.\.\/zip\/zipToArrayBuffer\.js$/, replacement: resolve('web/desk/forms/zip-in-page.ts') },
		],
	},
	build: {
		outDir: process.env.ZILA_WEB_OUT ?? '../dist/web',
		emptyOutDir: true,
		// the page names the scripts that its first one imports: found only in it, they would cost another round trip;
		// the lists of each lazily loaded part weighed 1.3 kB before the first question, and a cached app needs none
		modulePreload: {
			// browsers without it load the same files a little later
			polyfill: false,
			resolveDependencies: (_file, dependencies, { hostType }) =>
				hostType === 'html' ? dependencies : dependencies.filter((each) => each.endsWith('.css')),
		},
		target: 'es2022',
		rolldownOptions: {
			output: {
				codeSplitting: { groups: [{ name: assignChunks(phoneChunks) }] },
				// the server looks for these, to name them with the page
				chunkFileNames: ({ facadeModuleId }) =>
					facadeModuleId?.endsWith('/web/storage/database/schema.ts')
						? 'assets/phone-database-[hash].js'
						: `assets/${facadeModuleId?.endsWith('part=phone') ? 'texts-' : ''}[name]-[hash].js`,
			},
		},
	},
	server: {
		proxy: Object.fromEntries(
			['/api', '/sync', '/attachments', '/docs'].map((path) => [path, 'http://127.0.0.1:8080']),
		),
	},
})
