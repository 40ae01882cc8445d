import { Dexie, liveQuery, type Table } from 'dexie'
import type {
	DocumentRow,
	DraftAnswerRow,
	DraftRow,
	EnrollingRow,
	EnrolmentRow,
	LocalAttachmentRow,
	LocalRecordRow,
	NamesReadRow,
	RevisionRow,
	SettingRow,
} from './database.ts'

export { liveQuery }

export interface PhoneTables {
	readonly settings: Table<SettingRow, string>
	readonly enrolments: Table<EnrolmentRow, string>
	readonly enrolling: Table<EnrollingRow, string>
	readonly drafts: Table<DraftRow, string>
	readonly draftAnswers: Table<DraftAnswerRow, [draft: string, slot: number]>
	/**
	 * The keys of rows of a record include the enrolment: two people, or one person enrolled twice, may have the
	 * same record on one phone.
	 */
	readonly revisions: Table<RevisionRow, [device: string, id: string]>
	readonly records: Table<LocalRecordRow, [device: string, id: string]>
	readonly documents: Table<DocumentRow, [device: string, kind: string, ref: string]>
	readonly attachments: Table<LocalAttachmentRow, [device: string, name: string]>
	readonly namesRead: Table<NamesReadRow, [device: string, revision: string]>
}
export type PhoneTableName = keyof PhoneTables
export type PhoneDatabase = Dexie & PhoneTables

/**
 * Tables and upgrades of the phone's database. Dexie's version is a tenth of the browser's: databases from
 * before Dexie have the browser's versions 1 and 2. The next version of the schema is `version(1)`.
 * DB1 A version lists what it adds. Nothing is removed or renamed: an older app must still find its unsent
 *     revisions in a newer database, and Dexie would add what is missing there.
 * DB2 Earlier versions stay as they are. Dexie deletes each table of an older database that the first version
 *     after it does not list, so a version must never be left out or lose a table.
 */
function declareSchema(db: Dexie): void {
	db.version(0.1).stores({
		settings: 'key',
		enrolments: 'device',
		enrolling: 'code',
		drafts: 'id, device',
		draftAnswers: '[draft+slot], draft',
		revisions: '[device+id], [device+record], [device+state]',
		records: '[device+id], device',
		documents: '[device+kind+ref], [device+kind]',
	})
	db.version(0.2).stores({
		attachments: '[device+name], device',
		namesRead: '[device+revision]',
	})
	nameIndexes(db)
}

/** Names in the browser of the indexes that Dexie would name by their key paths. */
const indexNames: Readonly<Record<string, string>> = {
	'[device+record]': 'record',
	'[device+state]': 'state',
	'[device+kind]': 'kind',
}

/**
 * Gives the indexes of a new database the names that they have in older ones: apps from before Dexie find them
 * by name. Queries name key paths, whatever the indexes are called.
 */
function nameIndexes(db: Dexie): void {
	for (const { schema } of db.tables)
		for (const index of schema.indexes) index.name = indexNames[index.name] ?? index.name
}

export function createDatabase({ onDataLoss }: { readonly onDataLoss: () => void }): PhoneDatabase {
	const db = new Dexie('zila', {
		// data is on the disk when a transaction ends
		chromeTransactionDurability: 'strict',
		// opened by `database()` alone, after a check for space
		autoOpen: false,
		// a cache would show an answer as saved before it is on the disk, and use the memory of a small phone
		cache: 'disabled',
		indexedDB: {
			open(name: string, version?: number) {
				const request = indexedDB.open(name, version)
				request.addEventListener('upgradeneeded', (event) => {
					if ((event as { dataLoss?: string }).dataLoss === 'total') onDataLoss()
				})
				return request
			},
			// without it Dexie writes a list of databases into one of its own
			databases: () => indexedDB.databases(),
		} as Pick<IDBFactory, 'open'>,
	})
	declareSchema(db)
	return db as PhoneDatabase
}
