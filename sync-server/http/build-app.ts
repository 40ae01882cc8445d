import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '@fastify/proxy-addr'
import fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { Problem } from '#shared/kernel/problem'
import { createAuditLog } from '../audit-log/audit-log.ts'
import { createLeases, type Leases } from '../background/leases.ts'
import type { WriteLog } from '../logging/log.ts'
import type { UnconnectedMetrics } from '../metrics/metrics.ts'
import { createColumnStore } from '../table/column-store.ts'
import { apiKeyRoutes } from './api-key-routes.ts'
import { approvalRoutes } from './approval-routes.ts'
import { attachmentRoutes } from './attachment-routes.ts'
import { audioRoutes } from './audio-routes.ts'
import { requireAudit } from './audit.ts'
import { auditLogRoutes } from './audit-log-routes.ts'
import { backCheckRoutes } from './back-check-routes.ts'
import { baseMapRoutes } from './base-map-routes.ts'
import { type BodyLimits, bodyLimits } from './bodies-in-flight.ts'
import { bulkEditRoutes } from './bulk-edit-routes.ts'
import { rejectNulBytes } from './check-input.ts'
import { closeGracefully } from './close-gracefully.ts'
import { coverageRoutes } from './coverage-routes.ts'
import { createProjections } from './create-projections.ts'
import { dataApiRoutes } from './data-api-routes.ts'
import type { Deps } from './deps.ts'
import { registerErrorHandler } from './error-handler.ts'
import { exportJobRoutes } from './export-job-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { formRoutes } from './form-routes.ts'
import { healthRoutesOf } from './health-routes.ts'
import { helplineRoutes } from './helpline-routes.ts'
import { identifierRoutes } from './identifier-routes.ts'
import { importRoutes } from './import-routes.ts'
import { frameworkLog, logRequests, logWhenEnded } from './log-requests.ts'
import { machineRoutes } from './machine-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { metricsRoute } from './metrics-route.ts'
import { odataRoutes } from './odata-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { privacyRoutes } from './privacy-routes.ts'
import { qualityRoutes } from './quality-routes.ts'
import { createRateLimiters, enforceRateLimit, type RateLimiters } from './rate-limit.ts'
import { recordRoutes } from './record-routes.ts'
import { recoveryRoutes } from './recovery-routes.ts'
import { releaseRoutes } from './release-routes.ts'
import { guardBodies } from './request-bodies.ts'
import { requestIdHeader, requestIdOf } from './request-id.ts'
import { tlsOnly } from './require-tls.ts'
import { resultRoutes } from './result-routes.ts'
import { queueRoutes } from './review-queue-routes.ts'
import { isApi, isSync } from './route-of.ts'
import { ruleRoutes } from './rule-routes.ts'
import { requireSameOrigin } from './same-origin.ts'
import { sampleRoutes } from './sample-routes.ts'
import { serveDocs } from './serve-docs.ts'
import { serveWeb } from './serve-web.ts'
import { serverEventsRoute } from './server-events-route.ts'
import { studyRoutes } from './study-routes.ts'
import { syncRoutes } from './sync-routes.ts'
import { tableRoutes } from './table-routes.ts'
import { createLoginThrottles } from './throttle-logins.ts'
import { transcriptRoutes } from './transcript-routes.ts'
import { twoFactorRoutes } from './two-factor-routes.ts'
import { weightRoutes } from './weight-routes.ts'

/**
 * No third-party or inline content. WebAssembly is for the PIN's argon2id, `blob:` for playing recordings.
 */
const contentSecurityPolicy = [
	"default-src 'none'",
	"script-src 'self' 'wasm-unsafe-eval'",
	"style-src 'self'",
	"img-src 'self' data: blob:",
	"media-src 'self' blob:",
	"font-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"worker-src 'self'",
	"form-action 'self'",
	"frame-ancestors 'none'",
	"base-uri 'none'",
	// Text never becomes script: the app's own policies decide which worker may start
	// (`web/ui/trusted-types.ts`).
	"require-trusted-types-for 'script'",
	'trusted-types default zila-xml',
].join('; ')

const ofEveryReply = {
	'x-content-type-options': 'nosniff',
	'content-security-policy': contentSecurityPolicy,
	'referrer-policy': 'no-referrer',
	// No foreign page has our window or embeds our responses.
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'geolocation=(self), microphone=(self), camera=(self)',
}

/**
 * Maximum time of a request, in addition to the minimum rate of bodies. A bundle of 4 MB at the slowest rate
 * fits.
 */
const longestRequestMs = 3 * 3_600_000
const longestHeadMs = 60_000
/**
 * Far above the phones and desks of a campaign; each connection costs about 20 kB before it sends anything.
 */
const maxConnections = 10_000

export interface AppOptions
	extends Omit<Deps, 'log' | 'rateLimiters' | 'columns' | 'population' | 'projections'> {
	/** Folder of the built web app. Absent in tests of the routes. */
	readonly webFolder?: string
	/** Folder of the built documentation. Absent if it was not built. */
	readonly docsFolder?: string
	/** Receives one line for each request. Absent in most tests. */
	readonly writeLog?: WriteLog
	/** Addresses of proxies, besides this machine, whose forwarding headers are trusted. */
	readonly trustedProxies?: readonly string[]
	/** Time within which a client must send the request headers. */
	readonly longestHeadMs?: number
	/** Default if absent. */
	readonly bodyLimits?: BodyLimits
	/** Time that running requests have when the server closes. */
	readonly closeDeadlineMs?: number
	/** Default if absent. */
	readonly rateLimiters?: RateLimiters
	/** Folder of the store or the files, if they are on a local disk: readiness checks its free space. */
	readonly diskFolder?: string
	/** Metrics of this process, and the token with which they can be read. Absent if nobody reads them. */
	readonly metrics?: { readonly measured: UnconnectedMetrics; readonly token: string }
	/** Leases of this process. Absent if it has no other background work than the projections. */
	readonly leases?: Leases
	/** Population by district; unknown if absent. */
	readonly population?: Deps['population']
}

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
	const longestHead = options.longestHeadMs ?? longestHeadMs
	const isTrustedProxy = compile(['loopback', ...(options.trustedProxies ?? [])])
	const { writeLog = () => {} } = options
	// Requests that run while the server stops are still answered: the store is closed after the app.
	const app = fastify({
		bodyLimit: 256 * 1024,
		requestTimeout: longestRequestMs,
		http: {
			headersTimeout: longestHead,
			connectionsCheckingInterval: Math.min(30_000, longestHead),
		},
		trustProxy: isTrustedProxy,
		loggerInstance: frameworkLog(writeLog),
		logController: new LogController({ disableRequestLogging: true }),
		requestIdHeader: false,
		genReqId: (request) => requestIdOf(request, isTrustedProxy),
		return503OnClosing: false,
		// A URL that cannot be parsed, or with an overlong segment: no route and no hook runs.
		frameworkErrors: (_error, request, reply) => {
			logWhenEnded(request, reply, writeLog)
			sendNotFound(reply.headers({ ...ofEveryReply, [requestIdHeader]: request.id }))
		},
	})
	app.server.maxConnections = maxConnections
	app.setValidatorCompiler(validatorCompiler)
	app.setSerializerCompiler(serializerCompiler)
	// First: a request that a later hook refuses has a line too.
	logRequests(app, writeLog)
	app.addHook('onSend', async (request, reply) => {
		// Browsers neither show nor cache a bundle, and a phone on 2G pays for every header of every sync.
		if (isSync(request)) return
		if (isApi(request) && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
		reply.headers(ofEveryReply)
	})
	const columns = createColumnStore(options.store, options.onFailure)
	app.addHook('preClose', () => columns.close())
	const deps: Deps = {
		...options,
		columns,
		projections: createProjections(app, {
			...options,
			leases: options.leases ?? createLeases(options),
		}),
		log: createAuditLog(options.store, options.now),
		rateLimiters: options.rateLimiters ?? createRateLimiters(),
		population: options.population ?? new Map(),
	}
	closeGracefully(app, options.closeDeadlineMs)
	registerErrorHandler(app, deps)
	tlsOnly(app)
	enforceRateLimit(app, deps.rateLimiters, options.now)
	requireSameOrigin(app)
	guardBodies(app, deps, options.bodyLimits ?? bodyLimits)
	rejectNulBytes(app)
	requireAudit(app)
	if (options.metrics) {
		const { measured, token } = options.metrics
		const projectionStates = () => deps.projections.runner.states()
		metricsRoute(app, measured.connect({ ...deps, projectionStates, diskFolder: options.diskFolder }), token)
	}
	healthRoutesOf(app, { ...deps, diskFolder: options.diskFolder })
	registerRoutes(app, deps)
	if (options.docsFolder !== undefined && existsSync(join(options.docsFolder, '404.html')))
		await serveDocs(app, options.docsFolder)
	if (options.webFolder !== undefined) await serveWeb(app, options.webFolder, sendNotFound)
	else app.setNotFoundHandler((_request, reply) => sendNotFound(reply))
	return app
}

/** Registers the routes of the API. */
function registerRoutes(app: FastifyInstance, deps: Deps): void {
	const throttles = createLoginThrottles()
	syncRoutes(app, deps, throttles)
	attachmentRoutes(app, deps)
	peopleRoutes(app, deps, throttles)
	recordRoutes(app, deps)
	queueRoutes(app, deps)
	bulkEditRoutes(app, deps)
	importRoutes(app, deps)
	coverageRoutes(app, deps)
	baseMapRoutes(app, deps)
	twoFactorRoutes(app, deps, throttles)
	recoveryRoutes(app, deps)
	approvalRoutes(app, deps)
	identifierRoutes(app, deps)
	helplineRoutes(app, deps)
	messageRoutes(app, deps)
	exportJobRoutes(app, deps)
	sampleRoutes(app, deps)
	studyRoutes(app, deps)
	backCheckRoutes(app, deps)
	qualityRoutes(app, deps)
	formRoutes(app, deps)
	audioRoutes(app, deps)
	exportRoutes(app, deps)
	releaseRoutes(app, deps)
	apiKeyRoutes(app, deps)
	dataApiRoutes(app, deps)
	odataRoutes(app, deps)
	tableRoutes(app, deps)
	resultRoutes(app, deps)
	weightRoutes(app, deps)
	transcriptRoutes(app, deps)
	ruleRoutes(app, deps)
	privacyRoutes(app, deps)
	machineRoutes(app, deps)
	serverEventsRoute(app, deps)
	auditLogRoutes(app, deps)
}

function sendNotFound(reply: FastifyReply): void {
	reply.code(404).send(new Problem('not-found').toJSON())
}
