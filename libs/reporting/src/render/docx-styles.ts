import {
  AlignmentType,
  BorderStyle,
  type IDocumentDefaultsOptions,
  type INumberingOptions,
  type IParagraphStyleOptions,
  type IRunPropertiesOptions,
  type IStylesOptions,
  LevelFormat,
} from 'docx';
import { directionOfLanguage } from './text.js';

/** Measures are in twips (1/20 point), font sizes in half-points. */
export const PAGE = {
  width: 11_906,
  height: 16_838,
  side: 1_134,
  top: 1_418,
  bottom: 1_304,
  edge: 680,
} as const;
export const TEXT_WIDTH = PAGE.width - 2 * PAGE.side;

/** Where text begins after a number. */
const TAB = 794;

/** Room for the number of a list item. */
const HANG = 567;

const BLUE = '1F5C99';
const GREY = '47525D';

export const FONTS = { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: 'SimSun', cs: 'Arial' } as const;

/** Word proofs by country: ITU's languages get the one that its documents use, others stay as they are. */
const PROOFING: Readonly<Record<string, string>> = {
  ar: 'ar-SA',
  en: 'en-GB',
  es: 'es-ES',
  fr: 'fr-FR',
  ru: 'ru-RU',
  zh: 'zh-CN',
};

/** A language as a run bears it. Word keeps three: for East Asian scripts, for right-to-left ones, for all others. */
export function runLanguage(language: string): NonNullable<IRunPropertiesOptions['language']> {
  const tag = PROOFING[language] ?? language;
  if (directionOfLanguage(language) === 'rtl') return { bidirectional: tag };
  return /^(?:ja|ko|zh)(?:-|$)/.test(language) ? { eastAsia: tag } : { value: tag };
}

const BULLETS = 'bullets';

export const numbering: INumberingOptions = {
  config: [
    {
      reference: BULLETS,
      levels: [
        {
          level: 0,
          format: LevelFormat.BULLET,
          text: '•',
          alignment: AlignmentType.START,
          style: { paragraph: { indent: { left: TAB, hanging: 397 } } },
        },
      ],
    },
  ],
};

export function styles(language: string): IStylesOptions {
  const defaults: IDocumentDefaultsOptions = {
    run: {
      font: FONTS,
      size: 24,
      language: { value: 'en-GB', eastAsia: 'zh-CN', bidirectional: 'ar-SA', ...runLanguage(language) },
    },
  };
  return {
    default: {
      document: defaults,
      title: {
        paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 240, after: 480 }, keepLines: true },
        run: { font: FONTS, size: 28, bold: true },
      },
      heading1: {
        paragraph: {
          keepNext: true,
          keepLines: true,
          indent: { left: TAB, hanging: TAB },
          spacing: { before: 360, after: 80 },
        },
        run: { font: FONTS, size: 28, bold: true, color: BLUE },
      },
      heading2: {
        paragraph: {
          keepNext: true,
          keepLines: true,
          indent: { left: TAB, hanging: TAB },
          spacing: { before: 240, after: 60 },
        },
        run: { font: FONTS, size: 24, bold: true },
      },
      caption: {
        paragraph: { keepNext: true, spacing: { before: 240, after: 100 } },
        run: { size: 22, bold: true, italics: false, color: '000000' },
      },
    },
    paragraphStyles,
  };
}

const paragraphStyles: IParagraphStyleOptions[] = [
  {
    id: 'Normal',
    name: 'Normal',
    quickFormat: true,
    paragraph: { spacing: { before: 120, after: 0 }, leftTabStop: TAB },
  },
  style('Forum', { paragraph: { spacing: { before: 0 } }, run: { size: 32, bold: true, color: BLUE } }),
  style('DocumentData', {
    name: 'Document Data',
    paragraph: { spacing: { before: 0 } },
    run: { bold: true },
  }),
  style('Mark', { paragraph: { spacing: { before: 60 } }, run: { bold: true, color: '9B1C1C' } }),
  style('Source', {
    paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 600, after: 120 }, keepNext: true },
    run: { size: 26, bold: true },
  }),
  style('ListBullet', {
    name: 'List Bullet',
    paragraph: { numbering: { reference: BULLETS, level: 0 }, spacing: { before: 80 } },
  }),
  style('ListNumber', {
    name: 'List Number',
    paragraph: {
      indent: { left: TAB + HANG, hanging: HANG },
      leftTabStop: TAB + HANG,
      spacing: { before: 80 },
    },
  }),
  style('ListContinue', {
    name: 'List Continue',
    paragraph: { indent: { left: TAB }, spacing: { before: 60 } },
  }),
  style('Note', {
    paragraph: { indent: { left: TAB }, spacing: { before: 60 } },
    run: { size: 20, color: GREY },
  }),
  style('ListNote', { name: 'List Note', basedOn: 'Note', paragraph: { indent: { left: TAB + 397 } } }),
  style('TableHead', {
    name: 'Table Head',
    paragraph: { keepNext: true, spacing: { before: 40, after: 40 } },
    run: { size: 20, bold: true },
  }),
  style('TableText', {
    name: 'Table Text',
    paragraph: { spacing: { before: 40, after: 40 } },
    run: { size: 20 },
  }),
  style('TableNote', { name: 'Table Note', basedOn: 'TableText', run: { size: 18, color: GREY } }),
  style('Header', {
    name: 'header',
    paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 0 } },
    run: { size: 18 },
  }),
  style('Footer', {
    name: 'footer',
    paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 0 } },
    run: { size: 18 },
  }),
  style('Basis', {
    paragraph: {
      spacing: { before: 600 },
      border: { top: { style: BorderStyle.SINGLE, size: 4, color: 'B9C4CF', space: 6 } },
      keepLines: true,
    },
    run: { size: 20, color: GREY },
  }),
];

function style(id: string, options: Partial<IParagraphStyleOptions>): IParagraphStyleOptions {
  return { id, name: id, basedOn: 'Normal', quickFormat: true, ...options };
}

const THIN = { style: BorderStyle.SINGLE, size: 4, color: 'B9C4CF' } as const;
/** The borders of a table of the text. */
export const THIN_BORDERS = {
  top: THIN,
  bottom: THIN,
  left: THIN,
  right: THIN,
  insideHorizontal: THIN,
  insideVertical: THIN,
} as const;
