import { execFileSync } from 'node:child_process'

/**
 * The real server and the real app in dist/, for tests that start the program; nothing is done where they are built. In a process
 * of its own: what is built among tests is built for tests (`NODE_ENV`), and would have no service worker.
 */
export default function setup(): void {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITE|VITEST|TEST|MODE|DEV|PROD)/.test(name)),
	)
	execFileSync(process.execPath, ['scripts/build.mjs'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}
