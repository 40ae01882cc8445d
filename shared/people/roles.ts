export const roles = [
	'enumerator',
	'coordinator',
	'data-manager',
	'administrator',
	'helpline-operator',
	'safeguarding-lead',
] as const
export type Role = (typeof roles)[number]
export const isRole = (value: unknown): value is Role => (roles as readonly unknown[]).includes(value)

/** Roles with a key of their own, protected by words that the server never has. */
export const sealingRoles = ['safeguarding-lead', 'data-manager'] as const satisfies readonly Role[]
export type SealingRole = (typeof sealingRoles)[number]
export const isSealingRole = (value: unknown): value is SealingRole =>
	(sealingRoles as readonly unknown[]).includes(value)

/**
 * Recipient of identifiers: sealed to a key of the server that is neither in its database nor in a backup.
 */
export const identifiersRecipient = 'identifiers'
/** Recipients to whose keys answers can be sealed. */
export const sealingRecipients = [...sealingRoles, identifiersRecipient] as const
export type SealingRecipient = (typeof sealingRecipients)[number]
export const isSealingRecipient = (value: unknown): value is SealingRecipient =>
	(sealingRecipients as readonly unknown[]).includes(value)

/** Roles that work on a phone, with a PIN; all others sign in at the desk, with a password. */
export const phoneRoles = ['enumerator', 'helpline-operator'] as const satisfies readonly Role[]
export const isPhoneRole = (role: Role): boolean => (phoneRoles as readonly Role[]).includes(role)

/**
 * True if the role fills in a form with this `filledBy`; undefined: the form names no roles, and is for
 * enumerators.
 */
export const canFillForm = (role: Role, filledBy: readonly Role[] = ['enumerator']): boolean =>
	filledBy.includes(role)

/** Permissions by role: the only table. A role that is not listed has none. */
const permissions = {
	'people.read': ['administrator', 'coordinator', 'data-manager'],
	'people.write': ['administrator'],
	// deactivate phones and the people who work on them; `accounts.deactivate`: all other people
	'devices.deactivate': ['administrator', 'coordinator'],
	// enrolment code for a phone: to enrol it, or if its PIN is forgotten
	'devices.enrol': ['administrator', 'coordinator'],
	'accounts.deactivate': ['administrator'],
	'devices.read': ['administrator', 'coordinator', 'data-manager'],
	'recovery-key.manage': ['administrator'],
	'role-key.manage': sealingRoles,
	'field-contacts.read': ['administrator', 'coordinator', 'data-manager', 'safeguarding-lead'],
	'field-contacts.write': ['administrator', 'safeguarding-lead'],
	// the message of the day, to everybody in a district
	'message.read': ['administrator', 'coordinator', 'data-manager'],
	'message.write': ['administrator', 'coordinator'],
	// sample households
	'sample.read': ['administrator', 'coordinator', 'data-manager'],
	'sample.import': ['administrator', 'data-manager'],
	'sample.assign': ['administrator', 'coordinator'],
	'rounds.manage': ['administrator'],
	'targets.set': ['administrator', 'data-manager'],
	'back-checks.read': ['coordinator', 'data-manager'],
	'back-checks.assign': ['coordinator', 'data-manager'],
	'audit-log.read': ['administrator'],
	// audit log entries about their own role: its keys, its accounts, the forms that only they read
	'audit-log.own-role': ['safeguarding-lead'],
	'leads.approve': ['safeguarding-lead'],
	// the event that something has arrived, without its content
	'events.subscribe': ['administrator', 'coordinator', 'data-manager', 'safeguarding-lead'],
	// district boundaries
	'boundaries.import': ['administrator'],
	'coverage.read': ['administrator', 'coordinator', 'data-manager'],
	// estimates, and the indicators behind them
	'results.read': ['coordinator', 'data-manager'],
	'results.write': ['data-manager'],
	// transcripts of groups and informants, and their codes
	'transcripts.code': ['data-manager'],
	// flags about one enumerator: for the coordinators there, and no other role (R16)
	'quality.read': ['coordinator', 'data-manager'],
	'quality.resolve': ['coordinator', 'data-manager'],
	// thresholds and severities of flags
	'quality.limits': ['administrator', 'data-manager'],
	// flags about helpline operators: for readers of their log, and no role of the survey (R31)
	'operator-quality.resolve': ['data-manager'],
	// `canReadRecords` decides which records
	'records.read': ['coordinator', 'data-manager', 'safeguarding-lead'],
	'records.review': ['coordinator', 'data-manager', 'safeguarding-lead'],
	// records of forms that name no readers
	'survey.read': ['coordinator', 'data-manager'],
	// exact locations; other roles see the grid cell (`createGeomask`)
	'locations.exact': ['data-manager'],
	// these roles make the back-checks, or call respondents
	'identifiers.open': ['coordinator', 'data-manager'],
	'records.resolve': ['data-manager'],
	'records.edit': ['data-manager'],
	// from another tool, or from an earlier round
	'records.import': ['data-manager'],
	'records.export': ['data-manager'],
	'records.erase': ['data-manager', 'safeguarding-lead'],
	'retention.read': ['data-manager'],
	// its confirmation erases values
	'clock.read': ['administrator', 'data-manager'],
	'clock.confirm': ['administrator'],
	'disk.read': ['administrator', 'data-manager'],
	// quarantine of the forms whose records they read
	'quarantine.read': ['coordinator', 'data-manager', 'safeguarding-lead'],
	'quarantine.resolve': ['coordinator', 'data-manager', 'safeguarding-lead'],
	'forms.read': ['administrator', 'coordinator', 'data-manager', 'safeguarding-lead'],
	'forms.publish': ['administrator', 'data-manager'],
} as const satisfies Record<string, readonly Role[]>
export type Permission = keyof typeof permissions

export const may = (role: Role, permission: Permission): boolean =>
	(permissions[permission] as readonly Role[]).includes(role)

/** True if a role reads the records of a form with these readers; null: the form names none. */
export const canReadRecords = (role: Role, readers: readonly Role[] | null): boolean =>
	readers ? readers.includes(role) : may(role, 'survey.read')

/** True if one role creates enrolment codes for the other: for phones, or for a desk. */
export const canInvite = (role: Role, other: Role): boolean =>
	may(role, other === 'enumerator' ? 'devices.enrol' : 'people.write')

/** Roles with any permission, or with work on a phone. */
export const activeRoles: readonly Role[] = roles.filter(
	(role) =>
		isPhoneRole(role) || Object.values(permissions).some((row) => (row as readonly Role[]).includes(role)),
)

/** The districts of a person: some, or all of them. */
export type DistrictScope = readonly string[] | 'all'

/**
 * True if a district is in scope. A record without a district (a national informant, an unknown form) is
 * for users with all districts.
 */
export const isDistrictInScope = (districts: DistrictScope, district: string | null): boolean =>
	districts === 'all' || (district !== null && districts.includes(district))

/** True if all of `given` are among `own`. */
export const isDistrictSubset = (own: DistrictScope, given: DistrictScope): boolean =>
	own === 'all' || (given !== 'all' && given.every((district) => own.includes(district)))
