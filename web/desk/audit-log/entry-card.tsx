import { localize } from '#shared/forms/localized-text'
import type { AuditEntry } from '#shared/people/audit-log'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { actText, getSearchableId } from './format-audit-event.ts'

/**
 * One entry of the audit log: a sentence, and below it time, role, place and browser. `onId`: searches for
 * entries with the same id.
 */
export function AuditEntryCard({ line, onId }: { line: AuditEntry; onId?: (id: string) => void }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const districts = new Map(useDistrictNames())
	const roundName = (code: string) => {
		const known = study.rounds.find((each) => each.code === code)
		return known ? localize(known.name, language) : code
	}
	const { n, at, role, district, round, fields, browser } = line
	const id = getSearchableId(line)
	const metadata = [
		dateTimeIn(language, at),
		role && t(`role.${role}`),
		district && (districts.get(district) ?? district),
		round && roundName(round),
		fields.length > 0 &&
			t('auditLog.requestFields', { fields: fields.map((name) => t(`auditLog.field.${name}`)).join(' + ') }),
		browser,
	].filter(Boolean)
	return (
		<li className="card">
			<span className="card-text">
				<span>{actText(t, line)}</span>
				<span className="hint">
					{metadata.map((part, at) => (
						<span key={String(part)}>
							{at > 0 && ' · '}
							<bdi>{part}</bdi>
						</span>
					))}
				</span>
				{id && onId && (
					<button type="button" className="plain small" onClick={() => onId(id)}>
						<bdi dir="ltr">{id}</bdi>
					</button>
				)}
			</span>
			<span className="count" dir="ltr">
				#{n}
			</span>
		</li>
	)
}
