import type { FieldContact } from '#shared/study/field-contacts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { phoneLink } from './phone-link.ts'

/** Coordinator and IT support, each with a button that calls. */
export function StaffContacts({ entries }: { entries: readonly FieldContact[] }) {
	const { t } = useTranslations()
	const sorted = [...entries].sort((a, b) => Number(a.staff === 'it') - Number(b.staff === 'it'))
	return (
		<section aria-label={t('help.fieldContacts')}>
			<ul className="list">
				{sorted.map((entry) => (
					<li key={`${entry.name} ${entry.phone}`}>
						<a
							className="row"
							href={phoneLink(entry.phone)}
							aria-label={t('help.call', { name: entry.name })}
						>
							<span className="badge act">
								<Icon name={entry.staff === 'it' ? 'phone' : 'person'} />
							</span>
							<span>
								<b>
									<bdi>{entry.name}</bdi>
								</b>
								<small>{t(entry.staff === 'it' ? 'help.it' : 'help.coordinator')}</small>
								<small>
									<bdi dir="ltr">{entry.phone}</bdi>
								</small>
								{entry.hours !== '' && (
									<small>
										<bdi>{entry.hours}</bdi>
									</small>
								)}
							</span>
							<Icon name="call" />
						</a>
					</li>
				))}
			</ul>
		</section>
	)
}
