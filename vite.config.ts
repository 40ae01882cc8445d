import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vite'
import { appChunk } from './scripts/app-chunk.ts'
import { copyFor } from './scripts/copy-for.ts'
import { localeParts } from './scripts/locale-parts-plugin.ts'
import { serviceWorker } from './scripts/service-worker-plugin.ts'

/** Version and commit, so that a coordinator can tell which phones must update. */
function version(): string {
	const { version: number } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
	try {
		const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
			stdio: ['ignore', 'pipe', 'ignore'],
		})
		return `${number}+${commit.toString().trim()}`
	} catch {
		return number
	}
}

type Texts = { readonly [name: string]: string | Texts }
/** How many texts a language has; a test holds their names against each other. */
const keysOf = (texts: Texts): number =>
	Object.values(texts).reduce<number>((sum, each) => sum + (typeof each === 'string' ? 1 : keysOf(each)), 0)
const english = JSON.parse(readFileSync(new URL('./web/locales/en.json', import.meta.url), 'utf8')) as Texts
/** Every file of web/locales is a language; English first. */
const languages = readdirSync('web/locales')
	.filter((file) => file.endsWith('.json'))
	.map((file) => {
		const locale = JSON.parse(readFileSync(`web/locales/${file}`, 'utf8')) as {
			_name: string
			_direction: string
		}
		return {
			tag: file.replace('.json', ''),
			name: locale._name,
			direction: locale._direction,
			isWhole: keysOf(locale) >= keysOf(english),
		}
	})
	.sort((a, b) => Number(b.tag === 'en') - Number(a.tag === 'en') || (a.tag < b.tag ? -1 : 1))

export default defineConfig({
	root: 'web',
	publicDir: '../public',
	define: {
		__APP_VERSION__: JSON.stringify(process.env.ZILA_APP_VERSION ?? version()),
		__APP_LANGUAGES__: JSON.stringify(languages),
	},
	plugins: [
		localeParts(),
		// SHA-512 is for who asks a form for it
		copyFor('@noble/hashes/sha2.js', '/rare-functions.ts'),
		serviceWorker('service-worker.ts', /\/web\/desk\.tsx$|part=desk/),
	],
	worker: { format: 'es' },
	// what the router brings for older versions of React is in what we have
	resolve: { alias: [{ find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: 'react' }] },
	build: {
		outDir: process.env.ZILA_WEB_OUT ?? '../dist/web',
		emptyOutDir: true,
		target: 'es2022',
		rolldownOptions: {
			output: { codeSplitting: { groups: [{ name: appChunk('web/main.tsx') }] } },
		},
	},
	server: {
		proxy: Object.fromEntries(
			['/api', '/sync', '/attachments'].map((path) => [path, 'http://127.0.0.1:8080']),
		),
	},
})
