import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkSubjects } from '../sync-server/commands/finding.ts'
import { listSettings } from '../sync-server/environment-settings.ts'
import { readinessChecks } from '../sync-server/http/health-routes.ts'

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

test('the failure of a unit that nobody watches starts a unit that exists', () => {
	for (const name of ['zila-backup.service', 'zila-migrate.service'])
		expect(unit(name), name).toMatch(/^OnFailure=zila-alert@%n\.service$/m)
	expect(unit('zila-alert@.service')).toMatch(/^ExecStart=\S+ %i$/m)
})

const settings = new Set(
	listSettings().flatMap(({ name, isSecret }) => (isSecret ? [name, `${name}_FILE`] : [name])),
)
/** Commands of the built program: the names of the entries of its build. */
const programs = [
	...readFileSync('sync-server/vite.config.ts', 'utf8').matchAll(
		/^\t+'?([\w-]+)'?: 'sync-server\/\w+\.ts',$/gm,
	),
].map(([, name = '']) => `dist/server/${name}.js`)

describe('the image', () => {
	const containerfile = unit('Containerfile')
	const [, final = ''] = containerfile.split(/^FROM \$\{NODE_IMAGE\}$/m)
	test('runs as a number that is not root, and owns only its data folder', () => {
		expect(final).toMatch(/^USER 10001:10001$/m)
		expect(
			[...final.matchAll(/--chown=(\S+).* (\S+)$/gm)].map(([, owner, folder]) => [owner, folder]),
		).toEqual([['10001:10001', '/var/lib/zila']])
		// nothing is run as root in it
		expect(final).not.toMatch(/^RUN/m)
	})
	test('starts a program of the build, with known settings, and stops by the signal that the server handles', () => {
		expect(programs).toContain(/^CMD \["node", "([^"]+)"\]$/m.exec(final)?.[1])
		expect(final).toMatch(/^STOPSIGNAL SIGTERM$/m)
		const [, environment = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(final) ?? []
		const named = [...environment.matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name)
		expect(named.length).toBeGreaterThan(2)
		expect(named.filter((name) => name !== 'NODE_ENV' && !settings.has(name))).toEqual([])
	})
	test('copies files that are part of the build context', () => {
		const allowed = unit('../.dockerignore')
			.split('\n')
			.filter((line) => line.startsWith('!'))
			.map((line) => line.slice(1))
		expect(allowed.filter((path) => !existsSync(path))).toEqual([])
		for (const [, path = ''] of containerfile.matchAll(
			/\/opt\/zila\/([\w./-]+\.(?:json|mjs))|^COPY (\S+\.\w+)/gm,
		))
			expect(path === '' || allowed.includes(path.split('/')[0] ?? ''), path).toBe(true)
	})
})

interface Service {
	readonly image: string
	readonly read_only?: boolean
	readonly cap_drop?: readonly string[]
	readonly cap_add?: readonly string[]
	readonly security_opt?: readonly string[]
	readonly user?: string
	readonly environment?: Readonly<Record<string, string>>
	readonly secrets?: readonly string[]
	readonly command?: readonly string[]
	readonly volumes?: readonly string[]
	readonly networks: readonly string[]
	readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
	readonly stop_grace_period?: string
	readonly healthcheck?: { readonly disable?: boolean }
}

describe('compose.yaml', () => {
	const compose = parse(unit('compose.yaml'), { merge: true }) as {
		readonly services: Readonly<Record<string, Service>>
		readonly networks: Readonly<Record<string, { ipam?: { config: { subnet: string }[] } }>>
		readonly volumes: Readonly<Record<string, unknown>>
		readonly secrets: Readonly<Record<string, unknown>>
	}
	const services = Object.entries(compose.services)
	const ours = services.filter(([, { image }]) => image.startsWith('${ZILA_IMAGE'))

	test('every container is read-only, without capabilities that it does not need', () => {
		expect(services.length).toBeGreaterThan(4)
		for (const [name, service] of services) {
			expect(service.read_only, name).toBe(true)
			expect(service.cap_drop, name).toEqual(['ALL'])
			expect(service.security_opt, name).toEqual(['no-new-privileges:true'])
		}
		const added = services.filter(([, { cap_add }]) => cap_add)
		expect(added.map(([name, { cap_add }]) => [name, cap_add])).toEqual([['caddy', ['NET_BIND_SERVICE']]])
	})
	test('names settings, programs, secrets, volumes, networks, services and files that exist', () => {
		expect(ours.map(([name]) => name)).toEqual(['zila-1', 'zila-2', 'migrate', 'backup'])
		for (const [name, { environment = {}, command = [] }] of ours) {
			expect(
				Object.keys(environment).filter((each) => !settings.has(each)),
				name,
			).toEqual([])
			const started = [...command.join(' ').matchAll(/dist\/server\/[\w-]+\.js/g)].map(([path]) => path)
			expect(
				started.filter((path) => !programs.includes(path)),
				name,
			).toEqual([])
		}
		for (const [name, service] of services) {
			const { secrets = [], volumes = [], networks, depends_on = {}, environment = {} } = service
			expect(
				secrets.filter((each) => !(each in compose.secrets)),
				name,
			).toEqual([])
			expect(
				networks.filter((each) => !(each in compose.networks)),
				name,
			).toEqual([])
			expect(
				Object.keys(depends_on).filter((each) => !(each in compose.services)),
				name,
			).toEqual([])
			for (const volume of volumes) {
				const [source = ''] = volume.split(':')
				const exists = source.startsWith('./') ? existsSync(`deploy/${source}`) : source in compose.volumes
				expect(exists, volume).toBe(true)
			}
			// a secret in the environment would be in `docker inspect`
			for (const [variable, value] of Object.entries(environment)) {
				expect(variable, name).not.toMatch(
					/^(DATABASE_URL|DATABASE_OWNER_URL|METRICS_TOKEN|POSTGRES_PASSWORD)$/,
				)
				if (variable.endsWith('_FILE'))
					expect(secrets, variable).toContain(value.replace('/run/secrets/', ''))
			}
		}
	})
	test('servers start after the migration, have no password of the owner, and have time to stop', () => {
		for (const [name, { depends_on, secrets, stop_grace_period: grace }] of ours) {
			if (name === 'migrate') continue
			expect(depends_on?.migrate?.condition, name).toBe('service_completed_successfully')
			expect(secrets, name).not.toContain('database-owner-url')
			expect(Number.parseInt(grace ?? '', 10), name).toBeGreaterThan(20)
		}
	})
	test('no health check is disabled: `docker compose up --wait`, as on the page Install, would fail', () => {
		for (const [name, { healthcheck }] of services) expect(healthcheck?.disable, name).toBeUndefined()
	})
	test('the proxy is the only other container in the network that the servers trust', () => {
		const { environment, networks } = compose.services['zila-1'] ?? { networks: [] }
		const [front = ''] = networks.filter((each) => compose.networks[each]?.ipam)
		expect(compose.networks[front]?.ipam?.config[0]?.subnet).toBe(environment?.TRUSTED_PROXIES)
		const inside = services.filter(([, each]) => each.networks.includes(front)).map(([name]) => name)
		const zila = ours.map(([name]) => name)
		expect(inside.filter((name) => !zila.includes(name))).toEqual(['caddy'])
		expect(unit('Caddyfile')).toMatch(/^\t+lb_try_duration \d+s$/m)
		const upstreams = compose.services.caddy?.environment?.ZILA_UPSTREAMS?.split(' ')
		expect(upstreams).toEqual(['zila-1:8080', 'zila-2:8080'])
	})
})

/** Titles of the sections below a heading of the page Operate. */
const sectionsOf = (heading: string): (string | undefined)[] => {
	const [, rest = ''] = readFileSync('docs/operate.md', 'utf8').split(`\n## ${heading}\n`)
	return [...(rest.split(/^## /m)[0] ?? '').matchAll(/^### (.+)$/gm)].map(([, title]) => title)
}

test('everything that /readyz and zila check can name has a section of what to do', () => {
	expect(sectionsOf('A server that is not ready')).toEqual(readinessChecks.map((name) => `\`${name}\``))
	expect(sectionsOf('Problems that zila check names')).toEqual(checkSubjects)
})

test('every alert says what it is about, and has a section of what to do', () => {
	const { groups } = parse(unit('prometheus-alerts.yaml')) as {
		groups: {
			rules: { alert: string; annotations: Record<string, string>; labels: Record<string, string> }[]
		}[]
	}
	const rules = groups.flatMap((group) => group.rules)
	expect(rules.map(({ alert }) => alert)).toEqual(sectionsOf('Alerts'))
	for (const { alert, annotations, labels } of rules) {
		expect(Object.keys(annotations), alert).toEqual(['summary', 'description'])
		expect(['critical', 'warning', 'info'], alert).toContain(labels.severity)
	}
})
