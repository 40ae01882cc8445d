import type { FormDefinition, LocalizedText } from '#shared/forms/form-definition'
import { localize, resolveLanguage } from '#shared/forms/localized-text'
import type { PaperBlock, PaperCondition, PaperPart, PaperQuestion } from '#shared/forms/paper-form'
import { directionOf } from '../../ui/i18n.ts'
import { Blank, longestPaperList, PaperAnswer } from './paper-field.tsx'
import { formatRelevance, type Printing } from './paper-texts.ts'

interface PaperSheetProps {
	readonly definition: FormDefinition
	readonly version: number | null
	readonly printing: Printing
}

/** A form as a paper questionnaire, in one language. */
export function PaperSheet({ definition, version, printing }: PaperSheetProps) {
	const { t, language, paper } = printing
	return (
		<article className="paper" lang={language} dir={directionOf(language)}>
			<header className="paper-head">
				<h4>
					<bdi>{localize(definition.title, language)}</bdi>
				</h4>
				<p>
					<bdi dir="ltr">{definition.id}</bdi>
					{' · '}
					{version === null ? t('forms.paper.unpublished') : t('forms.paper.version', { version })}
				</p>
				<div className="paper-blanks">
					{(['cluster', 'household', 'enumerator', 'date'] as const).map((name) => (
						<Blank key={name} name={t(`forms.paper.head.${name}`)} />
					))}
				</div>
				<p className="paper-legend">* {t('forms.paper.required')}</p>
			</header>
			<Blocks blocks={paper.blocks} printing={printing} depth={0} />
		</article>
	)
}

interface BlocksProps {
	readonly blocks: readonly PaperBlock[]
	readonly printing: Printing
	readonly depth: number
}

const Blocks = ({ blocks, printing, depth }: BlocksProps) =>
	blocks.map((block) => {
		const key = block.node.template
		if (block.kind === 'question') return <QuestionOnPaper key={key} block={block} printing={printing} />
		if (block.kind === 'repeat') return <RowsOnPaper key={key} block={block} printing={printing} />
		return <SectionOnPaper key={key} block={block} printing={printing} depth={depth} />
	})

/** A text of the form, which may be missing in the language of the paper. */
function PaperText({
	block,
	texts,
	printing,
}: {
	block: PaperBlock
	texts: LocalizedText | undefined
	printing: Printing
}) {
	const shown = resolveLanguage(texts, printing.language)
	return (
		<span lang={shown} dir={directionOf(shown)} className="form-text">
			{printing.paper.text(block.node, texts, printing.language)}
		</span>
	)
}

function When({ when, printing }: { when: PaperCondition | null; printing: Printing }) {
	if (!when) return null
	return (
		<p className="paper-when">
			{printing.t('forms.paper.relevantIf')}{' '}
			{when.sentence ? formatRelevance(when, printing) : <code dir="ltr">{when.expression}</code>}
		</p>
	)
}

function SectionOnPaper({ block, printing, depth }: { block: PaperPart; printing: Printing; depth: number }) {
	const Heading = depth === 0 ? 'h5' : 'h6'
	return (
		<section className={depth === 0 ? 'paper-section' : undefined}>
			{block.node.part.label && (
				<Heading>
					<PaperText block={block} texts={block.node.part.label} printing={printing} />
				</Heading>
			)}
			<When when={block.when} printing={printing} />
			<Blocks blocks={block.blocks} printing={printing} depth={depth + 1} />
		</section>
	)
}

/** Number, label and instructions of a question. */
function PaperQuestionBlock({ block, printing }: { block: PaperQuestion; printing: Printing }) {
	const { t, paper } = printing
	const { question, node } = block
	const number = paper.numberOf(node)
	return (
		<>
			<p className="paper-label">
				{number !== undefined && (
					<>
						<bdi>{number}</bdi>.{' '}
					</>
				)}

				{question.label ? (
					<PaperText block={block} texts={question.label} printing={printing} />
				) : (
					<bdi>{question.name}</bdi>
				)}
				{question.required !== undefined && number !== undefined && ' *'}
			</p>
			<When when={block.when} printing={printing} />
			{[question.hint, question.constraintMessage].map(
				(texts) =>
					texts && (
						<p className="paper-hint" key={texts === question.hint ? 'hint' : 'message'}>
							<PaperText block={block} texts={texts} printing={printing} />
						</p>
					),
			)}
			{block.isCalculated && <p className="paper-hint">{t('forms.paper.calculated')}</p>}
			{question.onPhoneOnly && <p className="paper-hint">{t('forms.paper.notStored')}</p>}
			{question.choiceFilter !== undefined && <p className="paper-hint">{t('forms.paper.filtered')}</p>}
			{block.choices.length > longestPaperList && (
				<p className="paper-hint">{t('forms.paper.longList', { count: block.choices.length })}</p>
			)}
		</>
	)
}

const QuestionOnPaper = ({ block, printing }: { block: PaperQuestion; printing: Printing }) => (
	<div className="paper-question">
		<PaperQuestionBlock block={block} printing={printing} />
		<PaperAnswer block={block} printing={printing} />
	</div>
)

/**
 * A repeat: a line for each question and a column for each row, so that any number of questions fits a
 * page.
 */
function RowsOnPaper({ block, printing }: { block: PaperPart; printing: Printing }) {
	const { t, rows, language, paper } = printing
	const numbers = Array.from({ length: rows }, (_, i) => i + 1)
	const inside = flattened(block.blocks)
	return (
		<section className="paper-question">
			<p className="paper-label">
				{block.node.part.label ? (
					<PaperText block={block} texts={block.node.part.label} printing={printing} />
				) : (
					<bdi>{block.node.part.name}</bdi>
				)}
			</p>
			<When when={block.when} printing={printing} />
			{block.node.repeats.length > 0 && <Blank name={t('forms.paper.rowNumber')} />}
			<section
				className="paper-wide"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow screen it is scrolled, by keyboard too
				tabIndex={0}
				aria-label={paper.text(block.node, block.node.part.label, language) || block.node.part.name}
			>
				<table>
					<thead>
						<tr>
							<th scope="col">{t('forms.testRun.question')}</th>
							{numbers.map((number) => (
								<th scope="col" key={number} className="paper-column">
									{number}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{inside.questions.map((question) => (
							<tr key={question.node.template}>
								<th scope="row">
									<PaperQuestionBlock block={question} printing={printing} />
									{question.choices.length > 0 && question.choices.length <= longestPaperList && (
										<p className="paper-codes">
											{question.choices.map(({ name, label }, i) => (
												// biome-ignore lint/suspicious/noArrayIndexKey: a list may hold one code under two parents
												<span key={i}>
													<bdi dir="ltr">{name}</bdi> = <bdi>{localize(label, language)}</bdi>
												</span>
											))}
										</p>
									)}
								</th>
								{numbers.map((number) => (
									<td key={number} />
								))}
							</tr>
						))}
					</tbody>
				</table>
			</section>
			{inside.repeats.map((repeat) => (
				<RowsOnPaper key={repeat.node.template} block={repeat} printing={printing} />
			))}
		</section>
	)
}

/**
 * Returns the questions of a row, with groups flattened, and its nested repeats, which get tables of their
 * own.
 */
function flattened(blocks: readonly PaperBlock[]): { questions: PaperQuestion[]; repeats: PaperPart[] } {
	const questions: PaperQuestion[] = []
	const repeats: PaperPart[] = []
	for (const block of blocks)
		if (block.kind === 'question') questions.push(block)
		else if (block.kind === 'repeat') repeats.push(block)
		else {
			const inner = flattened(block.blocks)
			// a table has no row for a group, so its questions show the group's condition
			questions.push(...inner.questions.map((each) => ({ ...each, when: each.when ?? block.when })))
			repeats.push(...inner.repeats)
		}
	return { questions, repeats }
}
