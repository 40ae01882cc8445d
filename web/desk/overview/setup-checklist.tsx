import { Link } from 'wouter'
import { coverageApi } from '#shared/api/coverage'
import { formApi } from '#shared/api/forms'
import { peopleApi } from '#shared/api/people'
import type { Overview } from '#shared/coverage/overview'
import { canWorkInDistrict } from '#shared/study/district-work'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { useRoute } from '../kit/use-server-data.ts'

/** Steps from an installed server to fieldwork, for administrators; nothing once all are done. */
export function SetupChecklist({ facts }: { readonly facts: Overview }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const forms = useRoute(formApi.versions, {}).found
	const people = useRoute(peopleApi.list, {}).found
	const boundaries = useRoute(coverageApi.boundaries, {})
	if (!forms || !people || boundaries.loadedAt === 0) return null
	const withoutEnumerator = study.districts.filter(
		({ code }) => !people.some((person) => canWorkInDistrict(person, code, null)),
	).length
	const steps = [
		{ key: 'forms', isDone: forms.length > 0, href: '/desk/forms' },
		{ key: 'dates', isDone: facts.dates.lastDay !== null, href: '/desk/rounds' },
		{ key: 'people', isDone: withoutEnumerator === 0, href: '/desk/people' },
		{ key: 'devices', isDone: (facts.devices?.active ?? 0) > 0, href: '/desk/people' },
		{ key: 'map', isDone: boundaries.found !== null, href: '/desk/coverage' },
	] as const
	const done = steps.filter(({ isDone }) => isDone).length
	if (done === steps.length) return null
	return (
		<section className="panel stack tight setup" aria-labelledby="setup">
			<h2 id="setup">
				{t('overview.setup.title')}{' '}
				<span className="hint">
					{t('overview.setup.progress', {
						done: numberIn(language, done),
						total: numberIn(language, steps.length),
					})}
				</span>
			</h2>
			<ol>
				{steps.map(({ key, isDone, href }) => (
					<li key={key}>
						{isDone ? (
							<span className="ok" role="img" aria-label={t('overview.done')}>
								<DeskIcon name="check" />
							</span>
						) : (
							<span className="hint">
								<DeskIcon name="notStarted" />
							</span>
						)}
						{isDone ? (
							<span className="hint">{t(`overview.setup.${key}`)}</span>
						) : (
							<Link href={href}>{t(`overview.setup.${key}`)}</Link>
						)}
						{key === 'people' && !isDone && (
							<span className="hint">
								{t('overview.setup.withoutEnumerator', {
									count: withoutEnumerator,
									total: numberIn(language, withoutEnumerator),
								})}
							</span>
						)}
					</li>
				))}
			</ol>
		</section>
	)
}
