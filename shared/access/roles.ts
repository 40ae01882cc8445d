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

/** Whose key people hold, by words that the server never has. */
export const sealingRoles = ['safeguarding-lead', 'data-manager'] as const satisfies readonly Role[]
export type SealingRole = (typeof sealingRoles)[number]
export const isSealingRole = (value: unknown): value is SealingRole =>
	(sealingRoles as readonly unknown[]).includes(value)

/** What points at a person is sealed to a key of the server's, which neither its database nor a backup has. */
export const identifiersRecipient = 'identifiers'
/** To whose key answers can be sealed. */
export const sealingRecipients = [...sealingRoles, identifiersRecipient] as const
export type SealingRecipient = (typeof sealingRecipients)[number]
export const isSealingRecipient = (value: unknown): value is SealingRecipient =>
	(sealingRecipients as readonly unknown[]).includes(value)

/** Works on a phone, with a PIN; the others sign in at the desk, with a password. */
export const phoneRoles = ['enumerator', 'helpline-operator'] as const satisfies readonly Role[]
export const isPhoneRole = (role: Role): boolean => (phoneRoles as readonly Role[]).includes(role)

/** Whether a role fills in a form that names these; undefined: it names none, and is for enumerators. */
export const canFillForm = (role: Role, filledBy: readonly Role[] = ['enumerator']): boolean =>
	filledBy.includes(role)

/** Who may do what: the one table. A role that is not listed may not. */
const permissions = {
	'people.read': ['administrator', 'coordinator', 'data-manager'],
	'people.write': ['administrator'],
	// people who work on phones and each of their phones; the others
	'phones.switch': ['administrator', 'coordinator'],
	// a one-time code for a phone: to set it up, or where its PIN is forgotten
	'phones.invite': ['administrator', 'coordinator'],
	'desks.switch': ['administrator'],
	'phones.read': ['administrator', 'coordinator', 'data-manager'],
	'recovery-key.keep': ['administrator'],
	'role-key.keep': sealingRoles,
	'help.read': ['administrator', 'coordinator', 'data-manager', 'safeguarding-lead'],
	'help.write': ['administrator', 'safeguarding-lead'],
	// of the day, to everybody in a district
	'message.read': ['administrator', 'coordinator', 'data-manager'],
	'message.write': ['administrator', 'coordinator'],
	// the households to visit: who brings them in, and who says with whom they lie
	'sample.read': ['administrator', 'coordinator', 'data-manager'],
	'sample.bring-in': ['administrator', 'data-manager'],
	'sample.give': ['administrator', 'coordinator'],
	'rounds.move': ['administrator'],
	'targets.set': ['administrator', 'data-manager'],
	'back-checks.read': ['coordinator', 'data-manager'],
	'back-checks.give': ['coordinator', 'data-manager'],
	'access-log.read': ['administrator'],
	// what was done with their own role: its keys, its accounts, the forms that only they read
	'access-log.own-role': ['safeguarding-lead'],
	'leads.approve': ['safeguarding-lead'],
	// that something has come, and nothing of what
	'news.hear': ['administrator', 'coordinator', 'data-manager', 'safeguarding-lead'],
	// where districts lie on the map
	'outlines.bring-in': ['administrator'],
	'coverage.read': ['administrator', 'coordinator', 'data-manager'],
	// what people said, in shares and means; and what these are made of
	'figures.read': ['coordinator', 'data-manager'],
	'figures.write': ['data-manager'],
	// what groups and informants said, and what is found in it
	'talks.code': ['data-manager'],
	// what is said about one interviewer: who coordinates there, and nobody else (R16)
	'quality.read': ['coordinator', 'data-manager'],
	'quality.decide': ['coordinator', 'data-manager'],
	// from where on something is flagged, and how much that says
	'quality.limits': ['administrator', 'data-manager'],
	// of the helpline's operators: who reads their log, and nobody of the survey's (R31)
	'calls.judge': ['data-manager'],
	// which records, `canReadRecords` says
	'records.read': ['coordinator', 'data-manager', 'safeguarding-lead'],
	'records.review': ['coordinator', 'data-manager', 'safeguarding-lead'],
	// of forms that name nobody who reads them
	'survey.read': ['coordinator', 'data-manager'],
	// to the metre; others see the cell (`createGeomask`)
	'places.exact': ['data-manager'],
	// they make the second visits, or ask by telephone
	'identifiers.open': ['coordinator', 'data-manager'],
	'records.decide': ['data-manager'],
	'records.correct': ['data-manager'],
	// of another tool, or of an earlier round
	'records.bring-in': ['data-manager'],
	'records.export': ['data-manager'],
	'records.destroy': ['data-manager', 'safeguarding-lead'],
	'retention.read': ['data-manager'],
	// values are erased by it
	'clock.read': ['administrator', 'data-manager'],
	'clock.confirm': ['administrator'],
	'disk.read': ['administrator', 'data-manager'],
	// of the forms whose records they read
	'held-back.read': ['coordinator', 'data-manager', 'safeguarding-lead'],
	'held-back.decide': ['coordinator', 'data-manager', 'safeguarding-lead'],
	'forms.read': ['administrator', 'coordinator', 'data-manager', 'safeguarding-lead'],
	'forms.publish': ['administrator', 'data-manager'],
} as const satisfies Record<string, readonly Role[]>
export type Permission = keyof typeof permissions

export const may = (role: Role, permission: Permission): boolean =>
	(permissions[permission] as readonly Role[]).includes(role)

/** Whether a role reads the records of a form that names these readers; null: it names none. */
export const canReadRecords = (role: Role, readers: readonly Role[] | null): boolean =>
	readers ? readers.includes(role) : may(role, 'survey.read')

/** Whether one role makes one-time codes for another: for phones, or for a desk. */
export const canInvite = (role: Role, other: Role): boolean =>
	may(role, other === 'enumerator' ? 'phones.invite' : 'people.write')

/** The roles for which there is something to do. */
export const activeRoles: readonly Role[] = roles.filter(
	(role) =>
		isPhoneRole(role) || Object.values(permissions).some((row) => (row as readonly Role[]).includes(role)),
)

/** The districts of a person: some, or all of them. */
export type DistrictScope = readonly string[] | 'all'

/** A record without a district (a national informant, a form unknown so far) is for those who have all. */
export const isDistrictInScope = (districts: DistrictScope, district: string | null): boolean =>
	districts === 'all' || (district !== null && districts.includes(district))

/** True if all of `given` are among `own`. */
export const isDistrictSubset = (own: DistrictScope, given: DistrictScope): boolean =>
	own === 'all' || (given !== 'all' && given.every((district) => own.includes(district)))
