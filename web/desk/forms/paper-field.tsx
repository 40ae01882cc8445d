import { localize } from '#shared/forms/localized-text'
import type { PaperQuestion } from '#shared/forms/paper-form'
import { unreachable } from '#shared/kernel/unreachable'
import type { Printing } from './paper-texts.ts'

/** Maximum number of printed choices; for a longer list the code is written down instead. */
export const longestPaperList = 60

/** Space for an answer, by type of the question. */
export function PaperAnswer({ block, printing }: { block: PaperQuestion; printing: Printing }) {
	const { t, language } = printing
	const { field, digits, choices, question } = block
	switch (field) {
		case 'line':
			return <Lines count={/multiline/.test(question.appearance ?? '') ? 5 : 1} />
		case 'digits':
			return <Boxes groups={[digits]} />
		case 'decimal':
			return <Boxes groups={[digits, 2]} between="." />
		case 'date':
			return <Boxes groups={[2, 2, 4]} between="/" caption={t('forms.paper.dayMonthYear')} />
		case 'time':
			return <Boxes groups={[2, 2]} between=":" />
		case 'datetime':
			return (
				<>
					<Boxes groups={[2, 2, 4]} between="/" caption={t('forms.paper.dayMonthYear')} />
					<Boxes groups={[2, 2]} between=":" />
				</>
			)
		case 'place':
			return (
				<>
					<Blank name={t('forms.paper.latitude')} />
					<Blank name={t('forms.paper.longitude')} />
				</>
			)
		case 'tick':
			return (
				<p>
					<Box /> {t('fill.done')}
				</p>
			)
		case 'choices':
		case 'places':
			if (choices.length > longestPaperList) return <Blank name={t('forms.paper.code')} />
			return (
				<ul className={`paper-choices ${choices.length > 12 ? 'many' : choices.length > 4 ? 'some' : ''}`}>
					{choices.map((choice, i) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: a list may hold one code under two parents
						<li key={i}>
							<Box /> <bdi>{localize(choice.label, language)}</bdi>{' '}
							<bdi className="paper-code" dir="ltr">
								{choice.name}
							</bdi>
						</li>
					))}
				</ul>
			)
		case 'nothing':
			return null
		default:
			return unreachable(field)
	}
}

const Box = () => <span className="paper-box" aria-hidden="true" />

/** A line to write on, with its label before it. */
export function Blank({ name }: { name: string }) {
	return (
		<p className="paper-blank">
			<span>{name}</span>
			<span className="paper-line" aria-hidden="true" />
		</p>
	)
}

const Lines = ({ count }: { count: number }) => (
	<div aria-hidden="true">
		{Array.from({ length: count }, (_, i) => (
			// biome-ignore lint/suspicious/noArrayIndexKey: lines are all alike
			<span className="paper-line" key={i} />
		))}
	</div>
)

interface BoxesProps {
	readonly groups: readonly number[]
	readonly between?: string
	readonly caption?: string
}

/** One box for each digit; digits run left to right in every language. */
function Boxes({ groups, between = '', caption }: BoxesProps) {
	return (
		<p className="paper-boxes">
			<span dir="ltr" aria-hidden="true">
				{groups.map((count, group) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: boxes are all alike
					<span key={group}>
						{group > 0 && <span className="paper-between">{between}</span>}
						{Array.from({ length: count }, (_, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: boxes are all alike
							<span className="paper-digit" key={i} />
						))}
					</span>
				))}
			</span>
			{caption && <span className="paper-caption">{caption}</span>}
		</p>
	)
}
