import { Link } from 'wouter'
import { may } from '#shared/people/roles'
import type { FlagListItem } from '#shared/quality/flags'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { flagText, formatExplanation } from './flag-text.ts'
import { ResolveFlagButton } from './resolve-flag-form.tsx'

interface FlagRowProps {
	readonly round: string
	readonly flag: FlagListItem
	readonly onDecided: () => void
}

/** One quality flag: the finding, the enumerator's explanation, and its resolution. */
export function FlagRow({ round, flag, onDecided }: FlagRowProps) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const text = flagText(t, language, flag)
	const explanation = formatExplanation(t, flag)
	return (
		<li className={flag.state === 'open' ? 'flag' : 'flag is-decided'}>
			<p>
				<span className={flag.state === 'open' ? 'state wait' : 'state quiet'}>
					{t(`quality.states.${flag.state}`)}
				</span>{' '}
				{text}{' '}
				{flag.other !== null && <Link href={`/desk/records/${flag.other}`}>{t('quality.otherRecord')}</Link>}
			</p>
			{explanation !== '' && (
				<p className="hint">{t('finish.checks.reasonGiven', { reason: isolateText(explanation) })}</p>
			)}
			{flag.decisions.map((each) => (
				<DecisionLine key={each.at} {...each} />
			))}
			{flag.state === 'rejected' && <p className="hint">{t('quality.stillCounts')}</p>}
			{may(person.role, 'quality.resolve') && (
				<ResolveFlagButton round={round} flag={flag} about={text} onDecided={onDecided} />
			)}
		</li>
	)
}

/** Isolates typed text, so that its direction does not depend on the text around it. */
const isolateText = (text: string): string => `\u2068${text}\u2069`

/** A decision: author, time and reason. */
export function DecisionLine({ state, by, at, why }: { state: string; by: string; at: string; why: string }) {
	const { t, language } = useTranslations()
	return (
		<p className="hint">
			{t.orElse(`quality.states.${state}`, state)} –{' '}
			{t('quality.resolvedBy', { by: isolateText(by), at: dateTimeIn(language, at), why: isolateText(why) })}
		</p>
	)
}
