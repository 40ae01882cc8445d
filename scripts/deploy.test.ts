import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const unit = (name: string) => readFileSync(`deploy/${name}`, 'utf8')

test('tables are created before each start of Zila, not only before the first', () => {
	expect(unit('zila-migrate.service')).toMatch(/^Type=oneshot$/m)
	// `RequiredBy` does not start a unit again that is still active
	expect(unit('zila-migrate.service')).not.toMatch(/^RemainAfterExit=(yes|true|1|on)/m)
	expect(unit('zila-migrate.service')).toMatch(/^RequiredBy=zila\.service$/m)
	expect(unit('zila-migrate.service')).toMatch(/^Before=zila\.service$/m)
})
test('the commands of the page Install copy every unit to the machine', () => {
	const [, patterns = ''] =
		/^ {4}cp (deploy\/.*) \/etc\/systemd\/system\/$/m.exec(readFileSync('docs/install.md', 'utf8')) ?? []
	const copied = patterns
		.split(' ')
		.map((pattern) => new RegExp(`^${pattern.replaceAll('.', '\\.').replace('*', '.*')}$`))
	const units = readdirSync('deploy').filter((name) => /\.(service|timer)$/.test(name))
	expect(units.filter((name) => !copied.some((pattern) => pattern.test(`deploy/${name}`)))).toEqual([])
})
test('a supervisor waits longer than the server needs to shut down', () => {
	expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit('zila.service'))?.[1])).toBeGreaterThan(20)
})
