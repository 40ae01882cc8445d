import * as z from 'zod/mini'
import { personSchema } from '../people/people.ts'
import { changePasswordSchema, endSessionsSchema, sessionListItemSchema } from '../people/sessions.ts'
import {
	backupCodesSchema,
	enableTwoFactorRequestSchema,
	reauthenticationSchema,
	totpSecretSchema,
	twoFactorCodeSchema,
	twoFactorStatusSchema,
} from '../people/two-factor.ts'
import { defineApi } from './route.ts'

/** Hashing a password takes 19 MiB and a core for a moment: twenty are many for one address. */
const ofPassword = 20
const passwordSchema = z.string().check(z.maxLength(200))

/** Routes for signing in and out, and for the own sessions and password. */
export const accountApi = defineApi({
	signIn: {
		method: 'POST',
		path: '/api/sign-in',
		permission: 'anybody',
		audit: ['signed-in'],
		cost: ofPassword,
		body: z.object({
			code: z.string().check(z.maxLength(40)),
			password: passwordSchema,
			twoFactorCode: z.optional(twoFactorCodeSchema),
		}),
		response: personSchema,
	},
	signInWithCode: {
		method: 'POST',
		path: '/api/sign-in-with-code',
		permission: 'anybody',
		audit: ['signed-in-with-code'],
		cost: ofPassword,
		body: z.object({ invitation: z.string().check(z.maxLength(40)), password: passwordSchema }),
		response: personSchema,
	},
	signOut: {
		method: 'POST',
		path: '/api/sign-out',
		permission: 'anybody',
		audit: 'nothing',
	},
	/** The signed-in user; null without a session, which is no error when the desk opens. */
	session: {
		method: 'GET',
		path: '/api/session',
		permission: 'anybody',
		audit: 'nothing',
		response: z.nullable(personSchema),
	},
	me: {
		method: 'GET',
		path: '/api/me',
		permission: 'signed-in',
		audit: 'nothing',
		response: personSchema,
	},
	sessions: {
		method: 'GET',
		path: '/api/sessions',
		permission: 'signed-in',
		audit: 'nothing',
		response: z.array(sessionListItemSchema),
	},
	endSessions: {
		method: 'POST',
		path: '/api/sessions/end',
		permission: 'signed-in',
		audit: ['sessions-ended'],
		body: endSessionsSchema,
	},
	changePassword: {
		method: 'POST',
		path: '/api/password',
		permission: 'signed-in',
		audit: ['password-changed'],
		cost: ofPassword,
		body: changePasswordSchema,
	},
})

/** Routes for the own two-factor authentication, and for step-up authentication: the password again before keys and codes are issued. */
export const twoFactorApi = defineApi({
	status: {
		method: 'GET',
		path: '/api/two-factor',
		permission: 'signed-in',
		audit: 'nothing',
		response: twoFactorStatusSchema,
	},
	createSecret: {
		method: 'POST',
		path: '/api/two-factor/secret',
		permission: 'signed-in',
		audit: 'nothing',
		response: totpSecretSchema,
	},
	enable: {
		method: 'POST',
		path: '/api/two-factor/enable',
		permission: 'signed-in',
		audit: ['two-factor-enabled'],
		body: enableTwoFactorRequestSchema,
		response: backupCodesSchema,
	},
	disable: {
		method: 'POST',
		path: '/api/two-factor/disable',
		permission: 'signed-in',
		audit: ['two-factor-disabled'],
		body: reauthenticationSchema,
	},
	createBackupCodes: {
		method: 'POST',
		path: '/api/two-factor/backup-codes',
		permission: 'signed-in',
		audit: ['backup-codes-created'],
		body: reauthenticationSchema,
		response: backupCodesSchema,
	},
	stepUp: {
		method: 'POST',
		path: '/api/step-up',
		permission: 'signed-in',
		audit: ['stepped-up'],
		cost: 20,
		body: reauthenticationSchema,
	},
})
