import { Link } from 'wouter'
import { transcriptApi } from '#shared/api/transcripts'
import { localize } from '#shared/forms/localized-text'
import { inTheField, type Quote } from '#shared/transcripts/coded-transcripts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { useScope } from '../kit/scope.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { useTranscriptText } from './transcript-text.ts'
import { TranscriptsHeader } from './transcripts-header.tsx'

/** Maximum number of quotes on the screen. */
const maxShown = 200

/** Verbatim quotes by theme, district and kind of speaker, without names. The filter is in the address. */
export function QuotesScreen() {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { coderText } = useTranscriptText()
	const [filter, change] = useFilter(['round', 'theme', 'district', 'group', 'sex', 'by'])
	const { round, district } = useScope('district')
	const query = { ...filter, round, ...(district ? { district } : {}) }
	const { found, problem } = useRoute(transcriptApi.quotes, { query })
	const { found: codebook } = useRoute(transcriptApi.themes, {})
	const label = (choice: { readonly label: Readonly<Record<string, string>> }) =>
		localize(choice.label, language)
	const marking = [inTheField, ...new Set([person.id, ...(found?.coders ?? []).map(({ id }) => id)])]
	const menus = [
		['theme', (codebook ?? []).map((theme) => [theme.id, label(theme)])],
		['group', (found?.groups ?? []).map((group) => [group.code, label(group)])],
		['sex', (found?.sexes ?? []).map((sex) => [sex.code, label(sex)])],
		['by', marking.map((id) => [id, coderText(id, found?.coders ?? [])])],
	] as const
	return (
		<div className="stack">
			<TranscriptsHeader screen="quotes" />
			<div className="filters">
				{menus.map(([name, options]) => (
					<FilterMenu
						key={name}
						label={t(`transcripts.filter.${name}`)}
						value={filter[name]}
						options={options as [string, string][]}
						onChoose={(value) => change({ [name]: value })}
					/>
				))}
			</div>
			<p className="hint">{t('transcripts.quotesHelp')}</p>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					<p role="status">
						{t('transcripts.quoteCount', {
							count: found.quotes.length,
							n: numberIn(language, found.quotes.length),
						})}
						{found.quotes.length > maxShown &&
							` ${t('transcripts.showingFirst', { n: numberIn(language, maxShown) })}`}
					</p>
					<ul className="quotes">
						{found.quotes.slice(0, maxShown).map((quote, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: the same may have been said twice in a talk
							<QuoteItem key={`${quote.transcript} ${i}`} quote={quote} names={codebook ?? []} />
						))}
					</ul>
				</>
			)}
		</div>
	)
}

interface QuoteItemProps {
	readonly quote: Quote
	readonly names: readonly { readonly id: string; readonly label: Readonly<Record<string, string>> }[]
}

function QuoteItem({ quote, names }: QuoteItemProps) {
	const { t, language } = useTranslations()
	const { transcriptText, speakerText } = useTranscriptText()
	const { text, themes: all, sex, speaker, identifying, isChanged, transcript: transcriptId } = quote
	const theme = (id: string) => {
		const its = names.find((each) => each.id === id)
		return its ? localize(its.label, language) : id
	}
	const who = [transcriptText(quote), sex && localize(sex.label, language), speakerText(speaker)]
		.filter(Boolean)
		.join(' · ')
	return (
		<li>
			<blockquote>
				<bdi>“{text}”</bdi>
			</blockquote>
			<p className="hint">
				<Link href={`/desk/transcripts/${transcriptId}`}>{who}</Link> {all.map(theme).join(' · ')}
			</p>
			{identifying && <p className="note wait">{t(`transcripts.identifying.${identifying}`)}</p>}
			{isChanged && <p className="note wait">{t('transcripts.changedQuote')}</p>}
		</li>
	)
}
