import { defaultQuota } from './attachments/receive-attachment.ts'
import { defaultAlarmBelow } from './disk-alarm.ts'
import { logFormats } from './logging/log.ts'
import { logLevels } from './logging/log-line.ts'
import { defaultConnections, minConnections } from './storage/engine/postgres-engine.ts'

interface Setting {
	/**
	 * One or two sentences. Markdown, as are the next two: `npm run docs:tables` writes the table of
	 * docs/settings.md from them.
	 */
	readonly meaning: string
	readonly values: string
	readonly defaultValue: string
	/** True if the value can be in a file that `NAME_FILE` names. */
	readonly isSecret?: true
	/** For tests and builds; not in the documentation. */
	readonly isInternal?: true
}

export const defaultPort = '8080'
export const defaultHost = '127.0.0.1'

const megabytes = (bytes: number) => `\`${bytes / 1_000_000}\``
/** Lists words as they are written in the table. */
const oneOf = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ')
const internal: Setting = { meaning: '', values: '', defaultValue: '', isInternal: true }

/** Every setting of the server and its commands. The order is that of the documentation. */
const environmentSettings: Readonly<Record<string, Setting>> = {
	ZILA_CONFIG: {
		meaning:
			'Config file with other settings, one `NAME=value` on each line. The option `--config FILE` of the server and of `zila` does the same.',
		values: 'A file that the server can read',
		defaultValue: 'None',
	},
	PORT: {
		meaning: 'Port to listen on.',
		values: '`0` to `65535`; `0` takes a free one',
		defaultValue: `\`${defaultPort}\``,
	},
	HOST: {
		meaning: 'Address to listen on.',
		values: 'An address of this machine; `0.0.0.0` for all',
		defaultValue: `\`${defaultHost}\``,
	},
	TRUSTED_PROXIES: {
		meaning: 'Reverse proxies on other machines. A proxy on the same machine is always trusted.',
		values: 'Addresses or networks, separated by commas: `10.0.0.5, 10.1.0.0/24`',
		defaultValue: 'None',
	},
	DEPLOYMENTS: {
		meaning: 'What this server is for. `helpline` is the call log, with a store of its own.',
		values: '`survey`, `helpline`, or `survey,helpline` for both in one store',
		defaultValue: '`survey`',
	},
	DATA_FOLDER: {
		meaning: 'Folder of the embedded store, of attachments and of the keys of the server.',
		values: 'A folder that the server can write to',
		defaultValue: '`data`; for the helpline `data-helpline`',
	},
	DATABASE_URL: {
		meaning: 'PostgreSQL instead of the embedded store.',
		values: '`postgres://name:password@host/database`',
		defaultValue: 'The embedded store',
		isSecret: true,
	},
	DATABASE_OWNER_URL: {
		meaning:
			'PostgreSQL account that owns the tables. Only `zila migrate`, `restore`, `restored` and `restore-keys` use it.',
		values: '`postgres://name:password@host/database`',
		defaultValue: 'None',
		isSecret: true,
	},
	DATABASE_CONNECTIONS: {
		meaning:
			'Most connections to PostgreSQL for each server process. A connection pooler in transaction mode works; one that keeps prepared statements is faster.',
		values: `${minConnections} or more`,
		defaultValue: `\`${defaultConnections}\``,
	},
	FILES_S3_URL: {
		meaning: 'Bucket of an S3-compatible store for attachments and keys, instead of `DATA_FOLDER`.',
		values: '`https://host/bucket`; without TLS only on the same machine',
		defaultValue: '`DATA_FOLDER`',
	},
	AWS_ACCESS_KEY_ID: {
		meaning: 'Access key of the bucket.',
		values: 'As the store issued it',
		defaultValue: 'None; needed with `FILES_S3_URL`',
		isSecret: true,
	},
	AWS_SECRET_ACCESS_KEY: {
		meaning: 'Secret of that access key.',
		values: 'As the store issued it',
		defaultValue: 'None; needed with `FILES_S3_URL`',
		isSecret: true,
	},
	AWS_SESSION_TOKEN: {
		meaning: 'Session token, where the access key is temporary.',
		values: 'As the store issued it',
		defaultValue: 'None',
		isSecret: true,
	},
	AWS_REGION: {
		meaning: 'Region of the bucket, if its address does not contain it.',
		values: 'For example `eu-central-1`',
		defaultValue: '`AWS_DEFAULT_REGION`, or from the address',
	},
	AWS_DEFAULT_REGION: {
		meaning: 'The same, if `AWS_REGION` is not set.',
		values: 'For example `eu-central-1`',
		defaultValue: 'None',
	},
	ATTACHMENTS_PER_PERSON_MB: {
		meaning:
			'Quota of attachments for each user, in MB. Attachments beyond it stay on the phone, and the phone shows it.',
		values: '1 or more',
		defaultValue: megabytes(defaultQuota),
	},
	DISK_ALARM_MB: {
		meaning: 'Warn in the log and under **Users & teams** when the disk of `DATA_FOLDER` has fewer MB free.',
		values: '1 or more',
		defaultValue: megabytes(defaultAlarmBelow),
	},
	LOG_LEVEL: {
		meaning: 'Least severe lines of the log to write. Health checks and metrics are at `debug`.',
		values: oneOf(logLevels),
		defaultValue: '`info`; with text `warn`',
	},
	LOG_FORMAT: {
		meaning: 'Format of the log: JSON, one object on each line, or text for a terminal.',
		values: oneOf(logFormats),
		defaultValue: '`text` at a terminal and with `npm start`, otherwise `json`',
	},
	METRICS_TOKEN: {
		meaning:
			'Token with which Prometheus reads `/metrics`, as `Authorization: Bearer`. Without it, `/metrics` does not exist.',
		values: 'A long random text',
		defaultValue: 'None',
		isSecret: true,
	},
	SMTP_URL: {
		meaning:
			'Mail server for invitations by e-mail. Without it, enrolment links are copied, shared or printed. The connection is encrypted, unless the mail server is on the same machine.',
		values: '`smtp://name:password@host:587`, or `smtps://` with port 465',
		defaultValue: 'None',
		isSecret: true,
	},
	MAIL_FROM: {
		meaning: 'Sender of e-mails.',
		values: 'For example `Zila <zila@example.org>`',
		defaultValue: 'None; needed with `SMTP_URL`',
	},
	PUBLIC_URL: {
		meaning: 'Address at which users open this server, for links in e-mails.',
		values: 'For example `https://zila.example.org`',
		defaultValue: 'None; needed with `SMTP_URL`',
	},
	PHONE_RETENTION_DAYS: {
		meaning:
			'Days that a finished record stays on the phone after a backup contains it. Approved records are removed as soon as a backup contains them. Without backups, every record stays.',
		values: '`1` to `9999`',
		defaultValue: '`30`',
	},
	PHONE_LOCK_MINUTES: {
		meaning:
			'Minutes without a touch after which a phone locks while a form is open. Other screens lock after two minutes.',
		values: '`2` to `10`',
		defaultValue: '`5`',
	},
	DISTRICTS_FILE: {
		meaning: 'Districts of another campaign.',
		values: 'A CSV file with the columns of `shared/study/pakistan-2023/districts.csv`',
		defaultValue: "This campaign's",
	},
	FORMS_FOLDER: {
		meaning:
			'Forms that a new server publishes. Forms that are already published stay; retire them under **Forms**.',
		values: 'A folder of forms (Markdown), or `none`',
		defaultValue: "This campaign's",
	},
	BASE_MAP: {
		meaning:
			'Map that is drawn under the maps of the desk, without asking another server: [Base map](install.md#base-map).',
		values: 'A PMTiles file (`.pmtiles`) that the server can read',
		defaultValue: 'None',
	},
	DEMONSTRATION_SIZE: {
		meaning: "Share of the demonstration's records to create, with `--demo`.",
		values: 'More than `0`, at most `1`',
		defaultValue: '`1`',
	},
	WEB_FOLDER: internal,
	DOCS_FOLDER: internal,
	ZILA_APP_VERSION: internal,
	ZILA_WEB_OUT: internal,
}

/** Each setting with its name, in the order of the documentation. */
export const listSettings = (): (Setting & { readonly name: string })[] =>
	Object.entries(environmentSettings).map(([name, setting]) => ({ name, ...setting }))
